package io.github.tfsaliency.record;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.Longs;
import io.github.tfsaliency.file.StrictJson;
import io.github.tfsaliency.message.Message;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The keys of an object that {@link StrictJson} has read. A value of another type is an {@link
 * IllegalArgumentException} with the key in it.
 *
 * @param where the object stands, for messages
 */
record Fields(String where, Map<?, ?> values) {
  /** All keys of an object; each of them must exist. */
  static Fields of(String where, @Nullable Object value, String... keys) {
    Fields fields = of(where, value);
    Set<String> known = Set.of(keys);
    for (Object key : fields.values.keySet()) {
      checkArgument(
          known.contains(key),
          "The key '%s' of %s is unknown; maybe a later version wrote it.",
          key,
          Message.part(where));
    }
    return fields;
  }

  private static Fields of(String where, @Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return new Fields(where, map);
    }
    throw wrong(where, "an object");
  }

  private static IllegalArgumentException wrong(String where, String expected) {
    return new IllegalArgumentException(
        Message.of("%s must be %s.", Message.part(where), Message.part(expected)));
  }

  private String at(String key) {
    return "'" + key + "' of " + where;
  }

  private Object get(String key) {
    Object value = values.get(key);
    if (value == null) {
      throw new IllegalArgumentException(Message.of("%s is missing.", Message.part(at(key))));
    }
    return value;
  }

  private <T> T get(String key, Class<T> type, String expected) {
    Object value = get(key);
    if (type.isInstance(value)) {
      return type.cast(value);
    }
    throw wrong(at(key), expected);
  }

  Fields object(String key, String... keys) {
    return of(at(key), get(key), keys);
  }

  String text(String key) {
    return get(key, String.class, "a text");
  }

  boolean flag(String key) {
    return get(key, Boolean.class, "true or false");
  }

  long whole(String key) {
    Long number = Longs.tryParse(digits(key));
    if (number == null) {
      throw wrong(at(key), "a whole number");
    }
    return number;
  }

  int positive(String key) {
    long number = whole(key);
    if (number < 1 || number > Integer.MAX_VALUE) {
      throw wrong(at(key), "a whole number above 0");
    }
    return (int) number;
  }

  double number(String key) {
    return number(key, get(key));
  }

  private double number(String key, @Nullable Object value) {
    double number =
        value instanceof StrictJson.Digits digits
            ? Double.parseDouble(digits.text())
            : Double.POSITIVE_INFINITY;
    if (!Double.isFinite(number)) {
      throw wrong(at(key), "a number that a double can hold");
    }
    return number;
  }

  ImmutableDoubleArray numbers(String key) {
    ImmutableDoubleArray.Builder numbers = ImmutableDoubleArray.builder();
    list(key).forEach(each -> numbers.add(number(key, each)));
    return numbers.build();
  }

  private String digits(String key) {
    return get(key, StrictJson.Digits.class, "a number").text();
  }

  private boolean isNull(String key) {
    return get(key) == StrictJson.Nothing.NULL;
  }

  /** The value of a key, or empty for null. */
  <T> Optional<T> orNull(String key, Function<String, T> reader) {
    return isNull(key) ? Optional.empty() : Optional.of(reader.apply(key));
  }

  OptionalDouble numberOrNull(String key) {
    return isNull(key) ? OptionalDouble.empty() : OptionalDouble.of(number(key));
  }

  OptionalLong wholeOrNull(String key) {
    return isNull(key) ? OptionalLong.empty() : OptionalLong.of(whole(key));
  }

  ImmutableList<Object> list(String key) {
    List<?> values = get(key, List.class, "a list");
    return ImmutableList.copyOf(values);
  }

  ImmutableList<String> texts(String key) {
    ImmutableList.Builder<String> texts = ImmutableList.builder();
    for (Object each : list(key)) {
      if (!(each instanceof String text)) {
        throw wrong(at(key), "a list of texts");
      }
      texts.add(text);
    }
    return texts.build();
  }

  /** An object whose keys are names of something. */
  Fields names(String key) {
    return of(at(key), get(key));
  }

  ImmutableMap<String, String> textsByName(String key) {
    return names(key).byName(Fields::text);
  }

  <T> ImmutableMap<String, T> byName(NamedReader<T> reader) {
    ImmutableMap.Builder<String, T> all = ImmutableMap.builder();
    for (Object name : values.keySet()) {
      String key = (String) name;
      all.put(key, reader.read(this, key));
    }
    return all.buildOrThrow();
  }

  /** Reads a value of an object. */
  interface NamedReader<T> {
    T read(Fields fields, String key);
  }

  /** A number without a sign, of 64 bits. */
  String unsigned(String key) {
    String digits = digits(key);
    if (digits.length() > 20 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw wrong(at(key), "a whole number of 64 bits");
    }
    return digits;
  }
}
