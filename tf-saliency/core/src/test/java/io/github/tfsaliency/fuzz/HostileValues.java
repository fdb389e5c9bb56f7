package io.github.tfsaliency.fuzz;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.protobuf.ByteString;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorProto;

/** Draws shapes, numbers, texts and attributes, mostly modest ones: kernels refuse wild ones. */
final class HostileValues {
  private static final ImmutableList<long[]> BASES =
      ImmutableList.of(
          new long[] {2, 4, 4, 3},
          new long[] {1, 5, 5, 1},
          new long[] {2, 3, 3, 2, 2},
          new long[] {3, 4},
          new long[] {3, 3},
          new long[] {2, 3, 3},
          new long[] {6},
          new long[] {1},
          new long[] {});
  private static final long[] SIZES = {0, 1, 2, 3, 5, 8, 64};
  private static final long[] HUGE_SIZES = {1000, 65_536, 1 << 20, 1 << 24};
  private static final long MOST_ELEMENTS = 1 << 22;
  private static final long[] NUMBERS = {
    -1,
    -2,
    -5,
    5,
    16,
    127,
    1000,
    65_536,
    1 << 28,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    1L << 32,
    1L << 40,
    1L << 62,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };
  private static final float[] FLOATS = {
    Float.NaN,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    -1,
    -0f,
    1.4e-45f,
    1e30f,
    -1e30f,
    Float.MAX_VALUE,
    2,
    1e6f
  };

  /** Inputs that are one number. */
  private static final ImmutableSet<String> SCALARS =
      ImmutableSet.of(
          "axis",
          "batch_dims",
          "concat_dim",
          "default_value",
          "delta",
          "depth",
          "diagonal",
          "dimension",
          "dim",
          "iou_threshold",
          "k",
          "limit",
          "max_output_size",
          "max_output_size_per_class",
          "max_total_size",
          "n",
          "num",
          "num_lower",
          "num_segments",
          "num_upper",
          "off_value",
          "on_value",
          "score_threshold",
          "split_dim",
          "start",
          "stop",
          "value_width");

  /** Inputs that have a number for each dimension of another. */
  private static final ImmutableSet<String> VECTORS =
      ImmutableSet.of(
          "begin",
          "block_shape",
          "crop_size",
          "dims",
          "element_shape",
          "end",
          "fft_length",
          "filter_sizes",
          "input_sizes",
          "multiples",
          "output_shape",
          "perm",
          "reduction_indices",
          "shape",
          "shift",
          "size",
          "size_splits",
          "strides");

  private static final ImmutableList<ByteString> TEXTS = texts();

  private final Random random;
  private final long[] base;

  HostileValues(Random random) {
    this.random = random;
    base = BASES.get(random.nextInt(BASES.size()));
  }

  /** True once in so many times. */
  boolean rarely(int times) {
    return random.nextInt(times) == 0;
  }

  /** One of a list. */
  <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private static ImmutableList<ByteString> texts() {
    ImmutableList.Builder<ByteString> texts = ImmutableList.builder();
    BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
    for (String format : List.of("png", "jpg", "gif", "bmp")) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try {
        ImageIO.write(image, format, out);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      texts.add(ByteString.copyFrom(out.toByteArray()));
    }
    for (String text :
        List.of(
            "",
            "a",
            "1",
            "-1e999",
            "NaN",
            "%s%s%n",
            "{}",
            "(a*)*b",
            "[",
            "\\1",
            "\0",
            "..",
            "YQ==",
            "_",
            "a b  c",
            "\ud83d\ude00",
            "ij,jk->ik",
            "...ij->...ji",
            "ii->i",
            "ij->",
            ",->",
            "x".repeat(5000))) {
      texts.add(ByteString.copyFromUtf8(text));
    }
    texts.add(ByteString.copyFrom(new byte[] {(byte) 0xff, (byte) 0xfe, 0, (byte) 0x80}));
    return texts.build();
  }

  /** A text, or a picture that may have a flipped byte, mostly in its header. */
  ByteString text() {
    ByteString text = pick(TEXTS);
    if (text.isEmpty() || !rarely(3)) {
      return text;
    }
    byte[] bytes = text.toByteArray();
    int at = random.nextInt(rarely(2) ? bytes.length : Math.min(bytes.length, 40));
    bytes[at] = (byte) random.nextInt(256);
    return ByteString.copyFrom(bytes);
  }

  /** A number as an attribute or an element. */
  long number() {
    return rarely(4) ? NUMBERS[random.nextInt(NUMBERS.length)] : random.nextInt(4);
  }

  float decimal() {
    return rarely(4) ? FLOATS[random.nextInt(FLOATS.length)] : random.nextInt(9) / 4f;
  }

  /** A shape that an input of an op may have, guessed from its name and type. */
  long[] shape(String input, DataType type) {
    if (SCALARS.contains(input) && !rarely(6)) {
      return new long[0];
    }
    if (VECTORS.contains(input) && !rarely(6)) {
      return new long[] {rarely(3) ? random.nextInt(6) : base.length};
    }
    if ((input.equals("paddings") || input.equals("crops")) && !rarely(6)) {
      return new long[] {base.length, 2};
    }
    if (input.contains("filter") && base.length > 2 && !rarely(4)) {
      long[] filter = base.clone();
      filter[0] = 2;
      filter[1] = 2;
      filter[filter.length - 1] = 1L + random.nextInt(4);
      filter[filter.length - 2] = base[base.length - 1];
      return filter;
    }
    boolean index = type == DataType.DT_INT32 || type == DataType.DT_INT64;
    return switch (random.nextInt(10)) {
      case 0 -> new long[0];
      case 1 -> new long[] {base.length == 0 ? 1 : base[base.length - 1]};
      case 2 -> new long[] {random.nextInt(6)};
      case 3 -> withOtherSize();
      case 4 -> any();
      case 5 -> index ? new long[] {random.nextInt(6), Math.max(1, base.length)} : base;
      default -> base;
    };
  }

  private long[] withOtherSize() {
    long[] other = base.clone();
    if (other.length > 0) {
      other[random.nextInt(other.length)] = SIZES[random.nextInt(SIZES.length)];
    }
    return other;
  }

  private long[] any() {
    long[] shape = new long[random.nextInt(10)];
    long elements = 1;
    for (int i = 0; i < shape.length; i++) {
      long size =
          rarely(8)
              ? HUGE_SIZES[random.nextInt(HUGE_SIZES.length)]
              : SIZES[random.nextInt(SIZES.length)];
      shape[i] = elements * Math.max(1, size) > MOST_ELEMENTS ? 1 : size;
      elements *= Math.max(1, shape[i]);
    }
    return shape;
  }

  /** A constant of a few different elements; the last one fills what is left. */
  TensorProto tensor(DataType type, long[] shape) {
    long elements = 1;
    for (long size : shape) {
      elements *= size;
    }
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setDtype(type).setTensorShape(GraphMaker.shape(shape));
    int given = (int) Math.min(elements, 1 + random.nextInt(64));
    for (int i = 0; i < given; i++) {
      addElement(tensor);
    }
    return tensor.build();
  }

  private void addElement(TensorProto.Builder tensor) {
    switch (tensor.getDtype()) {
      case DT_FLOAT -> tensor.addFloatVal(decimal());
      case DT_DOUBLE -> tensor.addDoubleVal(decimal());
      case DT_COMPLEX64 -> tensor.addScomplexVal(decimal()).addScomplexVal(decimal());
      case DT_COMPLEX128 -> tensor.addDcomplexVal(decimal()).addDcomplexVal(decimal());
      case DT_INT64 -> tensor.addInt64Val(number());
      case DT_UINT64 -> tensor.addUint64Val(number());
      case DT_UINT32 -> tensor.addUint32Val((int) number());
      case DT_BOOL -> tensor.addBoolVal(random.nextBoolean());
      case DT_STRING -> tensor.addStringVal(text());
      case DT_HALF, DT_BFLOAT16 -> tensor.addHalfVal(random.nextInt(1 << 16));
      default -> tensor.addIntVal((int) number());
    }
  }

  /** A value of an attribute, mostly one that its op declares. */
  AttrValue attribute(OpDef.AttrDef attribute) {
    if (attribute.hasDefaultValue() && random.nextBoolean()) {
      return attribute.getDefaultValue();
    }
    String type = attribute.getType();
    if (!type.startsWith("list(")) {
      return single(type, attribute);
    }
    String element = type.substring(5, type.length() - 1);
    AttrValue.ListValue.Builder list = AttrValue.ListValue.newBuilder();
    int count = rarely(4) ? random.nextInt(7) : listLength(attribute);
    for (int i = 0; i < count; i++) {
      AttrValue value = single(element, attribute);
      switch (element) {
        case "string" -> list.addS(value.getS());
        case "int" -> list.addI(element(attribute, value.getI(), i, count));
        case "float" -> list.addF(value.getF());
        case "bool" -> list.addB(value.getB());
        case "type" -> list.addType(value.getType());
        case "shape" -> list.addShape(value.getShape());
        case "func" -> list.addFunc(value.getFunc());
        default -> list.addTensor(value.getTensor());
      }
    }
    return AttrValue.newBuilder().setList(list).build();
  }

  private int listLength(OpDef.AttrDef attribute) {
    return switch (attribute.getName()) {
      case "strides", "ksize", "dilations", "ksizes", "rates" -> base.length == 5 ? 5 : 4;
      default -> (int) Math.max(attribute.getMinimum(), 1 + random.nextInt(2));
    };
  }

  /** Windows do not move over samples, nor mostly over channels. */
  private long element(OpDef.AttrDef attribute, long value, int index, int count) {
    boolean window = attribute.getName().matches("strides|ksizes?|dilations|rates");
    boolean outer = window && (index == 0 || index == count - 1);
    return outer && !rarely(8) ? 1 : window && !rarely(6) ? 1L + Math.floorMod(value, 3) : value;
  }

  private AttrValue single(String type, OpDef.AttrDef attribute) {
    AttrValue.Builder value = AttrValue.newBuilder();
    AttrValue.ListValue allowed = attribute.getAllowedValues().getList();
    return switch (type) {
      case "string" ->
          value.setS(allowed.getSCount() > 0 ? pick(allowed.getSList()) : text()).build();
      case "int" -> value.setI(number(attribute)).build();
      case "float" -> value.setF(decimal()).build();
      case "bool" -> value.setB(random.nextBoolean()).build();
      case "type" -> value.setType(type(allowed.getTypeList())).build();
      case "shape" -> value.setShape(GraphMaker.shape(shape("", DataType.DT_FLOAT))).build();
      case "func" -> GraphMaker.function(HostileOp.FUNCTION);
      default -> value.setTensor(tensor(DataType.DT_FLOAT, base)).build();
    };
  }

  private long number(OpDef.AttrDef attribute) {
    long value = number();
    boolean counts = attribute.getName().equals("N") || attribute.getName().startsWith("num");
    if (counts && !rarely(6)) {
      return 1L + Math.floorMod(value, 3);
    }
    return attribute.getHasMinimum() && !rarely(6)
        ? Math.max(attribute.getMinimum(), value)
        : value;
  }

  private DataType type(List<DataType> allowed) {
    if (allowed.isEmpty()) {
      return pick(
          List.of(
              DataType.DT_FLOAT,
              DataType.DT_FLOAT,
              DataType.DT_INT32,
              DataType.DT_INT64,
              DataType.DT_BOOL,
              DataType.DT_STRING,
              DataType.DT_DOUBLE,
              DataType.DT_UINT8));
    }
    return allowed.contains(DataType.DT_FLOAT) && random.nextBoolean()
        ? DataType.DT_FLOAT
        : pick(allowed);
  }

  /** Bytes of floats, as a checkpoint holds them. */
  static byte[] bytes(float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return bytes.array();
  }
}
