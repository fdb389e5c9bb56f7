package io.github.tfsaliency.spec;

import com.google.common.base.Splitter;
import io.github.tfsaliency.message.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The options of a method, target or metric: the part after the colon. */
final class SpecOptions {
  /** The method that another one repeats; its options go on to the end. */
  static final String INNER = "inner";

  /** Each repeats the next one as often as it has samples. */
  private static final int MOST_INNER = 8;

  /** The beginning of values that were composed in Java, which may have commas. */
  private static final Pattern OWN = Pattern.compile("\\s*(composite|rule|segments)=own\\[");

  private final String owner;
  private final SpecFiles files;
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Set<String> known = new LinkedHashSet<>();

  private SpecOptions(String owner, SpecFiles files) {
    this.owner = owner;
    this.files = files;
  }

  /**
   * Takes the options apart.
   *
   * @param owner whose they are, for messages: {@code method 'gradient'}
   * @param text {@code key=value,...}
   * @param files that the text may name
   */
  static SpecOptions of(String owner, String text, SpecFiles files) {
    SpecOptions options = new SpecOptions(owner, files);
    int inner = Splitter.on(INNER + "=").splitToList(text).size() - 1;
    if (inner > MOST_INNER) {
      throw new IllegalArgumentException(
          Message.of(
              "The %s has methods inside each other %s deep, which is more than %s.\n"
                  + "Maybe leave out 'inner=' where it repeats itself.",
              Message.part(owner), inner, MOST_INNER));
    }
    split(text).forEach(options::add);
    return options;
  }

  private void add(String option) {
    int equals = option.indexOf('=');
    if (equals <= 0) {
      throw new IllegalArgumentException(
          Message.of(
              "The option '%s' of the %s has no value.\nMaybe write %s=VALUE.",
              option, Message.part(owner), option));
    }
    String key = option.substring(0, equals);
    if (values.put(key, option.substring(equals + 1)) != null) {
      throw new IllegalArgumentException(
          Message.of("The option '%s' of the %s is given twice.", key, Message.part(owner)));
    }
  }

  /** Splits by commas, except in the options of an inner method, which extend to the end. */
  private static List<String> split(String text) {
    List<String> options = new ArrayList<>();
    String rest = text;
    while (!rest.isEmpty()) {
      int end = end(rest);
      options.add(rest.substring(0, end));
      rest = rest.substring(Math.min(rest.length(), end + 1));
    }
    return options.stream().map(String::strip).filter(option -> !option.isEmpty()).toList();
  }

  private static int end(String rest) {
    int comma = rest.indexOf(',');
    if (comma < 0) {
      return rest.length();
    }
    String first = rest.substring(0, comma);
    if (first.stripLeading().startsWith(INNER + "=")
        && (first.indexOf(':') >= 0 || first.indexOf('[') >= 0)) {
      return rest.length();
    }
    Matcher own = OWN.matcher(first);
    return own.lookingAt() ? endOfOwn(rest, own.end()) : comma;
  }

  /** The comma behind the bracket that closes what was put together in Java. */
  private static int endOfOwn(String rest, int start) {
    int depth = 1;
    int i = start;
    for (; i < rest.length() && depth > 0; i++) {
      depth += rest.charAt(i) == '[' ? 1 : rest.charAt(i) == ']' ? -1 : 0;
    }
    int comma = rest.indexOf(',', i);
    return comma < 0 ? rest.length() : comma;
  }

  /** Where the files lie that values name. */
  SpecFiles files() {
    return files;
  }

  /** The value of a key that the owner has, if it is given. */
  Optional<String> text(String key) {
    known.add(key);
    return Optional.ofNullable(values.get(key));
  }

  /** The same, as a format reads it. */
  <V> Optional<V> value(String key, SpecFormat<V> format) {
    return text(key).map(text -> read(key, text, format));
  }

  <V> V required(String key, SpecFormat<V> format) {
    return value(key, format).orElseThrow(() -> missing(key));
  }

  private <V> V read(String key, String text, SpecFormat<V> format) {
    return format.read(text, files).orElseThrow(() -> wrong(key, text, format.expected()));
  }

  IllegalArgumentException missing(String key) {
    return new IllegalArgumentException(
        Message.of(
            "The %s lacks the option '%s'.\nMaybe write %s=VALUE.", Message.part(owner), key, key));
  }

  IllegalArgumentException wrong(String key, String value, String expected) {
    return new IllegalArgumentException(
        Message.of(
            "The option '%s' of the %s is '%s', but must be %s.",
            key, Message.part(owner), value, Message.part(expected)));
  }

  /** Refuses keys that nobody asked for. */
  void requireAllUsed() {
    for (String key : values.keySet()) {
      if (!known.contains(key)) {
        throw new IllegalArgumentException(
            Message.of(
                "The %s has no option '%s'.\nMaybe %s.",
                Message.part(owner),
                key,
                known.isEmpty()
                    ? "leave it out: there are none"
                    : Message.part("one of " + known)));
      }
    }
  }
}
