package io.github.tfsaliency.file;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import io.github.tfsaliency.message.Message;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON that may come from anywhere: each key once, nothing behind the end, not too deep.
 * Numbers stay as they are written, as the meaning of their digits depends on who asks.
 */
public final class StrictJson {
  /** More than a record needs. */
  private static final int MOST_LEVELS = 16;

  /** In the place of null, which no list and no map of the JDK has. */
  public enum Nothing {
    /** It. */
    NULL
  }

  /**
   * A number as it is written.
   *
   * @param text its digits
   */
  public record Digits(String text) {}

  private StrictJson() {}

  /**
   * Reads a text.
   *
   * @param text that may be anything
   * @return maps by name, lists, texts, {@link Boolean}, {@link Digits} and {@link Nothing}
   * @throws IllegalArgumentException if it is no JSON, a key is given twice, or it is too deep
   * @throws IOException never, as a text does not fail
   */
  public static Object parse(String text) throws IOException {
    JsonReader json = new JsonReader(new StringReader(text));
    json.setStrictness(Strictness.STRICT);
    try {
      Object value = value(json, 0);
      checkArgument(json.peek() == JsonToken.END_DOCUMENT, "There is text after its end.");
      return value;
    } catch (EOFException e) {
      throw new IllegalArgumentException("It ends too early.", e);
    } catch (MalformedJsonException e) {
      throw new IllegalArgumentException(Message.of("It is not JSON at '%s'.", json.getPath()), e);
    }
  }

  private static Object value(JsonReader json, int level) throws IOException {
    checkArgument(level < MOST_LEVELS, "It is nested more than %s levels deep.", MOST_LEVELS);
    return switch (json.peek()) {
      case BEGIN_OBJECT -> object(json, level);
      case BEGIN_ARRAY -> list(json, level);
      case STRING -> json.nextString();
      case NUMBER -> new Digits(json.nextString());
      case BOOLEAN -> json.nextBoolean();
      case NULL -> {
        json.nextNull();
        yield Nothing.NULL;
      }
      case END_ARRAY, END_OBJECT, END_DOCUMENT, NAME ->
          throw new IllegalArgumentException(
              Message.of("There is no value at '%s'.", json.getPath()));
    };
  }

  private static Map<String, Object> object(JsonReader json, int level) throws IOException {
    Map<String, Object> values = new LinkedHashMap<>();
    json.beginObject();
    while (json.hasNext()) {
      String key = json.nextName();
      boolean isFirst = values.put(key, value(json, level + 1)) == null;
      checkArgument(isFirst, "The key '%s' is given twice.", key);
    }
    json.endObject();
    return values;
  }

  private static List<Object> list(JsonReader json, int level) throws IOException {
    List<Object> values = new ArrayList<>();
    json.beginArray();
    while (json.hasNext()) {
      values.add(value(json, level + 1));
    }
    json.endArray();
    return values;
  }
}
