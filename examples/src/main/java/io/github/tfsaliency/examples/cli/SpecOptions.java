package io.github.tfsaliency.examples.cli;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.segment.Felzenszwalb;
import io.github.tfsaliency.segment.Segmentation;
import io.github.tfsaliency.segment.Slic;
import java.nio.file.Path;
import java.util.ArrayList;
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
  private static final String INNER = "inner=";

  /** Each repeats the next one as often as it has samples. */
  private static final int MOST_INNER = 8;

  private final String owner;
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Set<String> known = new LinkedHashSet<>();

  SpecOptions(String owner, String text) {
    this.owner = owner;
    for (String option : split(text)) {
      int equals = option.indexOf('=');
      if (equals <= 0) {
        throw new IllegalArgumentException(
            Message.of(
                "The option '%s' of the %s has no value.\nMaybe write %s=VALUE.",
                option, owner, option));
      }
      String key = option.substring(0, equals);
      if (values.put(key, option.substring(equals + 1)) != null) {
        throw new IllegalArgumentException(
            Message.of("The option '%s' of the %s is given twice.", key, owner));
      }
    }
  }

  /** By commas, but for the options of an inner method, which go on to the end. */
  private static List<String> split(String text) {
    List<String> options = new ArrayList<>();
    String rest = text;
    while (!rest.isEmpty()) {
      int comma = rest.indexOf(',');
      int colon = rest.indexOf(':');
      boolean nested =
          rest.stripLeading().startsWith(INNER) && colon >= 0 && (comma < 0 || colon < comma);
      int end = nested || comma < 0 ? rest.length() : comma;
      options.add(rest.substring(0, end));
      rest = rest.substring(Math.min(rest.length(), end + 1));
    }
    return options.stream().map(String::strip).filter(option -> !option.isEmpty()).toList();
  }

  /** The method that another one repeats. */
  Optional<AttributionMethod> inner() {
    return text("inner")
        .map(
            value -> {
              int further = Splitter.on(INNER).splitToList(value).size() - 1;
              if (further >= MOST_INNER) {
                throw new IllegalArgumentException(
                    String.format(
                        "The %s has methods inside each other %s deep, which is more than %s.\n"
                            + "Maybe leave out 'inner=' where it repeats itself.",
                        owner, further + 1, MOST_INNER));
              }
              return MethodSpec.parse(value).method();
            });
  }

  /** Numbers, one for each channel, or files of arrays; several with plus signs between them. */
  List<Baseline> baselines() {
    return text("baseline")
        .map(value -> Splitter.on('+').splitToStream(value).map(this::baseline).toList())
        .orElse(List.of());
  }

  /** The same where only one makes sense. */
  Baseline baseline() {
    List<Baseline> all = baselines();
    if (all.size() > 1) {
      throw wrong("baseline", text("baseline").orElse(""), "a single one", null);
    }
    return all.isEmpty() ? Baseline.constant(0) : all.get(0);
  }

  private Baseline baseline(String value) {
    if (Ascii.toLowerCase(value).endsWith(".npy")) {
      return Baseline.array(Npy.read(Path.of(value)));
    }
    try {
      if (value.startsWith("id:")) {
        return Baseline.ofId(Long.parseLong(value.substring(3)));
      }
      return Baseline.perChannel(
          Splitter.on('/').splitToStream(value).mapToDouble(Double::parseDouble).toArray());
    } catch (NumberFormatException e) {
      throw wrong(
          "baseline",
          value,
          "a number, one for each channel as in 0/0/0, a .npy file, or id:N for words",
          e);
    }
  }

  /** How an image is cut into segments: a number of superpixels, or a name with its numbers. */
  Optional<Segmentation> segmentation(String key) {
    return text(key)
        .map(
            value -> {
              List<String> parts = Splitter.on('/').splitToList(value);
              try {
                return segmentation(parts);
              } catch (NumberFormatException | IndexOutOfBoundsException e) {
                throw wrong(
                    key,
                    value,
                    "a number, or slic/COUNT/COMPACTNESS, felzenszwalb/SCALE/SIGMA/LEAST or"
                        + " grid/ROWS/COLUMNS",
                    e);
              }
            });
  }

  private static Segmentation segmentation(List<String> parts) {
    return switch (parts.get(0)) {
      case "slic" ->
          Slic.of(Integer.parseInt(parts.get(1))).withCompactness(Double.parseDouble(parts.get(2)));
      case "felzenszwalb" ->
          Felzenszwalb.of(Double.parseDouble(parts.get(1)))
              .withSigma(Double.parseDouble(parts.get(2)))
              .withMinSize(Integer.parseInt(parts.get(3)));
      case "grid" ->
          Segmentation.grid(Integer.parseInt(parts.get(1)), Integer.parseInt(parts.get(2)));
      default -> Slic.of(Integer.parseInt(parts.get(0)));
    };
  }

  int integer(String key, int otherwise) {
    return integer(key).orElse(otherwise);
  }

  double number(String key, double otherwise) {
    return number(key).orElse(otherwise);
  }

  long seed(long otherwise) {
    return text("seed")
        .map(
            value -> {
              try {
                return Long.valueOf(value);
              } catch (NumberFormatException e) {
                throw wrong("seed", value, "a whole number", e);
              }
            })
        .orElse(otherwise);
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
                    Message.of(
                        "The %s lacks the option '%s'.\nMaybe write %s=VALUE.", owner, key, key)));
  }

  boolean flag(String key) {
    return flag(key, false);
  }

  boolean flag(String key, boolean otherwise) {
    return text(key)
        .map(
            value -> {
              if (!value.equals("true") && !value.equals("false")) {
                throw wrong(key, value, "true or false", null);
              }
              return value.equals("true");
            })
        .orElse(otherwise);
  }

  <E extends Enum<E>> Optional<E> choice(String key, Class<E> type) {
    return text(key)
        .map(
            value -> {
              for (E constant : type.getEnumConstants()) {
                if (written(constant).equals(value)) {
                  return constant;
                }
              }
              throw wrong(
                  key,
                  value,
                  "one of "
                      + Arrays.stream(type.getEnumConstants()).map(SpecOptions::written).toList(),
                  null);
            });
  }

  private static String written(Enum<?> constant) {
    return Ascii.toLowerCase(constant.name()).replace('_', '-');
  }

  void requireAllUsed() {
    for (String key : values.keySet()) {
      if (!known.contains(key)) {
        throw new IllegalArgumentException(
            Message.of(
                "The %s has no option '%s'.\nMaybe %s.",
                owner,
                key,
                known.isEmpty()
                    ? "leave it out: there are none"
                    : Message.part("one of " + known)));
      }
    }
  }

  Optional<String> text(String key) {
    known.add(key);
    return Optional.ofNullable(values.get(key));
  }

  IllegalArgumentException wrong(
      String key, String value, String expected, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        Message.of(
            "The option '%s' of the %s is '%s', but must be %s.",
            key, owner, value, Message.part(expected)),
        cause);
  }
}
