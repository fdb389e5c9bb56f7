package io.github.tfsaliency.message;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Texts of errors: a template of ours and values that may come from anywhere. A value is escaped
 * and cut as {@link Shown} does, so that only the template has a say in lines.
 */
public final class Message {
  private static final int MOST_ITEMS = 100;

  private Message() {}

  /**
   * A text that can be shown, to be put into another one as it is.
   *
   * @param text of ours, or escaped
   */
  public record Part(String text) {
    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * Fills a template.
   *
   * @param template as {@link String#format} takes it; it may have several lines
   * @param values numbers as they are; names, collections, paths and whatever else, shown
   * @return the message
   */
  @FormatMethod
  public static String of(@FormatString String template, @Nullable Object... values) {
    @Nullable Object[] shown = new @Nullable Object[values.length];
    for (int i = 0; i < values.length; i++) {
      shown[i] = shown(values[i]);
    }
    return String.format(Locale.ROOT, template, shown);
  }

  /**
   * A text that this class made, to be put into another one as it is.
   *
   * @param message by {@link #of}, or a sentence of the source code
   * @return a value for {@link #of}
   */
  public static Part part(String message) {
    return new Part(message);
  }

  /**
   * Names with commas between them, without the brackets of a list.
   *
   * @param names each is shown; of more than a hundred the first are
   * @return a value for {@link #of}
   */
  public static Part names(Collection<?> names) {
    return new Part(list(names.stream().map(Message::item), names.size(), "", ""));
  }

  /**
   * What a failure of TensorFlow, of a parser or of the file system says, to be put into a message.
   *
   * @param failure whose message may quote a file
   * @return a value for {@link #of}, of one line
   */
  public static Part reason(Throwable failure) {
    String message = failure.getMessage();
    return new Part(Shown.text(message == null ? failure.toString() : message));
  }

  private static @Nullable Object shown(@Nullable Object value) {
    if (value == null || value instanceof Number || value instanceof Part) {
      return value;
    }
    if (value instanceof Collection<?> items) {
      return list(items.stream().map(Message::item), items.size(), "[", "]");
    }
    if (value instanceof Map<?, ?> map) {
      return list(
          map.entrySet().stream().map(entry -> item(entry.getKey()) + "=" + item(entry.getValue())),
          map.size(),
          "{",
          "}");
    }
    // A path is the caller's, and no use without its end.
    return value instanceof Throwable || value instanceof Path
        ? Shown.text(value.toString())
        : Shown.name(value.toString());
  }

  private static String item(@Nullable Object item) {
    return Shown.name(String.valueOf(item));
  }

  private static String list(Stream<String> items, int size, String open, String close) {
    String shown = items.limit(MOST_ITEMS).collect(Collectors.joining(", "));
    String left = size > MOST_ITEMS ? ", and " + (size - MOST_ITEMS) + " more" : "";
    return open + shown + left + close;
  }
}
