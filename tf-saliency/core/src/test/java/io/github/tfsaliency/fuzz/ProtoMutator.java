package io.github.tfsaliency.fuzz;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Changes fields of any message by its descriptor, without knowing what they mean. */
final class ProtoMutator {
  private static final ImmutableList<String> STRINGS =
      ImmutableList.of(
          "",
          ":",
          "a:-1",
          "a:999999999",
          "^",
          "a:b:c",
          "^^x",
          "a::0",
          "/",
          "..",
          "../../x",
          "\n",
          "\0",
          "Const",
          "a:99999999999999999999",
          "x".repeat(20_000),
          "_",
          "\u202e\ud83d\ude00");
  private static final long[] NUMBERS = {
    0,
    1,
    2,
    3,
    4,
    5,
    7,
    8,
    64,
    1000,
    65_536,
    100_000,
    1 << 24,
    Integer.MAX_VALUE,
    1L << 32,
    1L << 40,
    1L << 62,
    Long.MAX_VALUE,
    -1,
    -2,
    -3,
    -100,
    Integer.MIN_VALUE,
    Long.MIN_VALUE
  };

  private final Random random;
  private final List<String> vocabulary;
  private final List<Message> donors;

  /**
   * Draws all choices from one source.
   *
   * @param vocabulary names that mean something in the model
   * @param donors messages of other models, spliced in where the type fits
   */
  ProtoMutator(Random random, List<String> vocabulary, List<Message> donors) {
    this.random = random;
    this.vocabulary = vocabulary;
    this.donors = donors;
  }

  /** The root with one of its messages that fit, at any depth, replaced. */
  static Message replaceOne(
      Message root, Predicate<Message> fits, Random random, UnaryOperator<Message> change) {
    int count = count(root, fits);
    return count == 0 ? root : replace(root, fits, new int[] {random.nextInt(count)}, change);
  }

  private static int count(Message message, Predicate<Message> fits) {
    int count = fits.test(message) ? 1 : 0;
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      if (field.getKey().getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        for (Message child : children(field.getValue())) {
          count += count(child, fits);
        }
      }
    }
    return count;
  }

  @SuppressWarnings("unchecked") // a repeated message field holds messages
  private static List<Message> children(Object value) {
    return value instanceof List<?> ? (List<Message>) value : List.of((Message) value);
  }

  private static Message replace(
      Message message, Predicate<Message> fits, int[] index, UnaryOperator<Message> change) {
    if (fits.test(message) && index[0]-- == 0) {
      return change.apply(message);
    }
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      FieldDescriptor descriptor = field.getKey();
      if (descriptor.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
        continue;
      }
      List<Message> children = children(field.getValue());
      for (int i = 0; i < children.size(); i++) {
        Message changed = replace(children.get(i), fits, index, change);
        if (index[0] < 0) {
          Message.Builder builder = message.toBuilder();
          if (descriptor.isRepeated()) {
            // A map forgets the order and the double keys of its list, so all of it is set.
            List<Message> siblings = new ArrayList<>(children);
            siblings.set(i, changed);
            builder.setField(descriptor, siblings);
          } else {
            builder.setField(descriptor, changed);
          }
          return builder.build();
        }
      }
    }
    return message;
  }

  /** Changes one field here or further down. */
  Message mutate(Message message) {
    List<FieldDescriptor> present = new ArrayList<>(message.getAllFields().keySet());
    List<FieldDescriptor> all = message.getDescriptorForType().getFields();
    if (all.isEmpty()) {
      return message;
    }
    FieldDescriptor field = present.isEmpty() || random.nextInt(8) == 0 ? pick(all) : pick(present);
    Message.Builder builder = message.toBuilder();
    if (random.nextInt(16) == 0) {
      return builder.clearField(field).build();
    }
    if (field.isRepeated()) {
      mutateRepeated(message, builder, field);
    } else {
      builder.setField(field, changed(field, message.getField(field), builder));
    }
    return builder.build();
  }

  private void mutateRepeated(Message message, Message.Builder builder, FieldDescriptor field) {
    int size = message.getRepeatedFieldCount(field);
    if (size == 0) {
      builder.addRepeatedField(field, changed(field, fresh(field, builder), builder));
      return;
    }
    int index = random.nextInt(size);
    Object chosen = message.getRepeatedField(field, index);
    switch (random.nextInt(10)) {
      case 0 -> builder.addRepeatedField(field, chosen);
      case 1 -> {
        List<Object> rest = new ArrayList<>((List<?>) message.getField(field));
        rest.remove(index);
        builder.setField(field, rest);
      }
      case 2 -> builder.addRepeatedField(field, changed(field, chosen, builder));
      case 3 -> {
        List<Object> swapped = new ArrayList<>((List<?>) message.getField(field));
        swapped.set(index, message.getRepeatedField(field, 0));
        swapped.set(0, chosen);
        builder.setField(field, swapped);
      }
      case 4 -> {
        int times = random.nextInt(4) == 0 ? 20_000 : 30;
        boolean small = !(chosen instanceof Message child) || child.getSerializedSize() < 100;
        for (int i = 0; small && i < times; i++) {
          builder.addRepeatedField(field, chosen);
        }
      }
      default -> {
        List<Object> siblings = new ArrayList<>((List<?>) message.getField(field));
        siblings.set(index, changed(field, chosen, builder));
        builder.setField(field, siblings);
      }
    }
  }

  private static Object fresh(FieldDescriptor field, Message.Builder builder) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
        ? builder.newBuilderForField(field).build()
        : field.getJavaType() == FieldDescriptor.JavaType.ENUM
            ? field.getEnumType().getValues().get(0)
            : switch (field.getJavaType()) {
              case INT -> 0;
              case LONG -> 0L;
              case FLOAT -> 0f;
              case DOUBLE -> 0d;
              case BOOLEAN -> false;
              case STRING -> "";
              default -> ByteString.EMPTY;
            };
  }

  private Object changed(FieldDescriptor field, Object old, Message.Builder builder) {
    return switch (field.getJavaType()) {
      case INT -> random.nextInt(4) == 0 ? (Integer) old + 1 : (int) number();
      case LONG -> random.nextInt(4) == 0 ? (Long) old + 1 : number();
      case FLOAT -> random.nextInt(4) == 0 ? Float.NaN : (float) number();
      case DOUBLE -> random.nextInt(4) == 0 ? Double.POSITIVE_INFINITY : (double) number();
      case BOOLEAN -> !(Boolean) old;
      case STRING -> string((String) old);
      case BYTE_STRING -> bytes((ByteString) old);
      case ENUM -> enumValue(field.getEnumType());
      case MESSAGE -> message((Message) old, builder, field);
    };
  }

  private long number() {
    return NUMBERS[random.nextInt(NUMBERS.length)];
  }

  private String string(String old) {
    return switch (random.nextInt(5)) {
      case 0 -> pick(STRINGS);
      case 1 -> old + pick(ImmutableList.of(":0", ":1", ":-1", ":output:0", "x", "/y", ":999999"));
      case 2 -> old.isEmpty() ? "a" : old.substring(random.nextInt(old.length()));
      default -> pick(vocabulary);
    };
  }

  private ByteString bytes(ByteString old) {
    return switch (random.nextInt(4)) {
      case 0 -> old.substring(0, old.isEmpty() ? 0 : random.nextInt(old.size()));
      case 1 -> ByteString.copyFromUtf8(string(""));
      case 2 -> old.concat(old);
      default -> flipped(old);
    };
  }

  private ByteString flipped(ByteString old) {
    byte[] copy = old.toByteArray();
    if (copy.length > 0) {
      copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return ByteString.copyFrom(copy);
  }

  private Object enumValue(EnumDescriptor type) {
    return random.nextInt(8) == 0
        ? type.findValueByNumberCreatingIfUnknown(random.nextBoolean() ? 999 : -1)
        : pick(type.getValues());
  }

  private Message message(Message old, Message.Builder parent, FieldDescriptor field) {
    if (random.nextInt(10) == 0) {
      List<Message> same =
          donors.stream()
              .filter(donor -> donor.getDescriptorForType() == field.getMessageType())
              .toList();
      if (!same.isEmpty()) {
        return pick(same);
      }
    }
    return random.nextInt(20) == 0 ? parent.newBuilderForField(field).build() : mutate(old);
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
