package io.github.tfsaliency.examples.cli;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The options of a method or target: the part after the colon. */
final class SpecOptions {
  private final String owner;
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Set<String> known = new LinkedHashSet<>();

  SpecOptions(String owner, String text) {
    this.owner = owner;
    for (String option : Splitter.on(',').trimResults().omitEmptyStrings().split(text)) {
      int equals = option.indexOf('=');
      if (equals <= 0) {
        throw new IllegalArgumentException(
            String.format(
                "The option '%s' of the %s has no value.\nMaybe write %s=VALUE.",
                option, owner, option));
      }
      String key = option.substring(0, equals);
      if (values.put(key, option.substring(equals + 1)) != null) {
        throw new IllegalArgumentException(
            String.format("The option '%s' of the %s is given twice.", key, owner));
      }
    }
  }

  Optional<Double> number(String key) {
    return text(key)
        .map(
            value -> {
              try {
                return Double.valueOf(value);
              } catch (NumberFormatException e) {
                throw wrong(key, value, "a number", e);
              }
            });
  }

  /** One number, or several with slashes between them. */
  List<Double> requiredNumbers(String key) {
    String value = requiredText(key);
    try {
      return Splitter.on('/').splitToStream(value).map(Double::valueOf).toList();
    } catch (NumberFormatException e) {
      throw wrong(key, value, "a number, or one for each channel as in 0/0/0", e);
    }
  }

  Optional<Integer> integer(String key) {
    return text(key).map(value -> integer(key, value));
  }

  int requiredInteger(String key) {
    return integer(key, requiredText(key));
  }

  private int integer(String key, String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw wrong(key, value, "an integer", e);
    }
  }

  /** What a name stands for. */
  <V> Optional<V> named(String key, Map<String, V> values) {
    return text(key)
        .map(
            value -> {
              V named = values.get(value);
              if (named == null) {
                throw wrong(key, value, "one of " + values.keySet(), null);
              }
              return named;
            });
  }

  String requiredText(String key) {
    return text(key)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    String.format(
                        "The %s lacks the option '%s'.\nMaybe write %s=VALUE.", owner, key, key)));
  }

  boolean flag(String key) {
    return text(key)
        .map(
            value -> {
              if (!value.equals("true") && !value.equals("false")) {
                throw wrong(key, value, "true or false", null);
              }
              return value.equals("true");
            })
        .orElse(false);
  }

  <E extends Enum<E>> Optional<E> choice(String key, Class<E> type) {
    return text(key)
        .map(
            value -> {
              for (E constant : type.getEnumConstants()) {
                if (Ascii.toLowerCase(constant.name()).equals(value)) {
                  return constant;
                }
              }
              throw wrong(
                  key,
                  value,
                  "one of " + Ascii.toLowerCase(Arrays.toString(type.getEnumConstants())),
                  null);
            });
  }

  void requireAllUsed() {
    for (String key : values.keySet()) {
      if (!known.contains(key)) {
        throw new IllegalArgumentException(
            String.format(
                "The %s has no option '%s'.\nMaybe %s.",
                owner, key, known.isEmpty() ? "leave it out: there are none" : "one of " + known));
      }
    }
  }

  private Optional<String> text(String key) {
    known.add(key);
    return Optional.ofNullable(values.get(key));
  }

  private IllegalArgumentException wrong(
      String key, String value, String expected, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        String.format(
            "The option '%s' of the %s is '%s', but must be %s.", key, owner, value, expected),
        cause);
  }
}
