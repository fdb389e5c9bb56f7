package io.github.tfsaliency.server.protocol;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.server.answer.Refusal;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads the JSON of a request strictly: UTF-8, one document, no key twice, nothing that the reader
 * does not know, no deep nesting.
 */
public final class RequestJson {
  private static final int MOST_NESTED = 32;
  private static final Pattern WHOLE = Pattern.compile("(-?\\d{1,18})(\\.0{1,18})?");

  private RequestJson() {}

  /** Reads one value. */
  @FunctionalInterface
  public interface Content<T> {
    /**
     * Reads it.
     *
     * @param json ahead of the value
     * @throws IOException if the JSON is broken
     */
    T read(JsonReader json) throws IOException;
  }

  /** Takes the value of a key. */
  @FunctionalInterface
  public interface Member {
    /**
     * Reads it.
     *
     * @param key whose value comes next
     * @param json ahead of the value
     * @throws IOException if the JSON is broken
     */
    void read(String key, JsonReader json) throws IOException;
  }

  /**
   * Reads a document.
   *
   * @param body UTF-8
   * @param length how much of the body is JSON
   * @param content reads all of it
   * @return what was read
   * @throws Refusal if it is no JSON, or not what the content reads
   */
  public static <T> T read(byte[] body, int length, Content<T> content) {
    InputStreamReader text =
        new InputStreamReader(
            new ByteArrayInputStream(body, 0, length),
            StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT));
    try (JsonReader json = new JsonReader(text)) {
      json.setStrictness(Strictness.STRICT);
      json.setNestingLimit(MOST_NESTED);
      return document(json, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> T document(JsonReader json, Content<T> content) throws IOException {
    try {
      T value = content.read(json);
      if (json.peek() != JsonToken.END_DOCUMENT) {
        throw Refusal.badRequest("Something follows the JSON of the request.");
      }
      return value;
    } catch (EOFException e) {
      throw refused("it ends too early", e);
    } catch (CharacterCodingException e) {
      throw refused("it is not UTF-8", e);
    } catch (MalformedJsonException e) {
      throw refused(Message.of("it breaks off at %s", json.getPath()), e);
    } catch (IllegalStateException | NumberFormatException e) {
      throw refused(
          Message.of("at %s there is something else than must stand there", json.getPath()), e);
    }
  }

  private static Refusal refused(String reason, Exception cause) {
    return Refusal.because(
        Refusal.BAD_REQUEST, "The body is no JSON that this path reads: " + reason + ".", cause);
  }

  /** Reads an object whose keys are there once. */
  public static void object(JsonReader json, Member member) throws IOException {
    if (json.peek() != JsonToken.BEGIN_OBJECT) {
      throw Refusal.badRequest(
          "There must be an object at %s, not %s.", json.getPath(), word(json.peek()));
    }
    json.beginObject();
    Set<String> seen = new HashSet<>();
    while (json.hasNext()) {
      String key = json.nextName();
      if (!seen.add(key)) {
        throw Refusal.badRequest("The key '%s' stands twice at %s.", key, json.getPath());
      }
      member.read(key, json);
    }
    json.endObject();
  }

  /** Ahead of the items of a list. */
  public static void beginList(JsonReader json) throws IOException {
    requireList(json);
    json.beginArray();
  }

  /** Refuses what is no list. */
  public static void requireList(JsonReader json) throws IOException {
    if (json.peek() != JsonToken.BEGIN_ARRAY) {
      throw Refusal.badRequest(
          "There must be a list at %s, not %s.", json.getPath(), word(json.peek()));
    }
  }

  /** Reads a text. */
  public static String text(JsonReader json) throws IOException {
    if (json.peek() != JsonToken.STRING) {
      throw Refusal.badRequest(
          "There must be a text at %s, not %s.", json.getPath(), word(json.peek()));
    }
    return json.nextString();
  }

  /** Passes a text or null by. */
  public static void skipText(JsonReader json) throws IOException {
    if (json.peek() == JsonToken.NULL) {
      json.nextNull();
    } else {
      var unused = text(json);
    }
  }

  /** Reads {@code true} or {@code false}. */
  public static boolean truth(JsonReader json) throws IOException {
    if (json.peek() != JsonToken.BOOLEAN) {
      throw Refusal.badRequest(
          "There must be true or false at %s, not %s.", json.getPath(), word(json.peek()));
    }
    return json.nextBoolean();
  }

  /** Reads a whole number. */
  public static long whole(JsonReader json) throws IOException {
    if (json.peek() != JsonToken.NUMBER) {
      throw Refusal.badRequest(
          "There must be a whole number at %s, not %s.", json.getPath(), word(json.peek()));
    }
    var number = WHOLE.matcher(json.nextString());
    if (!number.matches()) {
      throw Refusal.badRequest(
          "The number before %s must be whole, with at most 18 digits.", json.getPath());
    }
    return Long.parseLong(number.group(1));
  }

  /** Refuses a key. */
  public static Refusal unknown(String key, JsonReader json, String known) {
    return Refusal.badRequest(
        "The key '%s' at %s is not known.\nMaybe one of %s.", key, json.getPath(), known);
  }

  /** What stands there, in words. */
  static String word(JsonToken token) {
    return switch (token) {
      case BEGIN_ARRAY -> "a list";
      case BEGIN_OBJECT -> "an object";
      case STRING -> "a text";
      case NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      case NULL -> "null";
      case END_ARRAY, END_OBJECT, NAME, END_DOCUMENT -> "an end";
    };
  }
}
