package io.github.tfsaliency.server.answer;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes the JSON of an answer, number by number: a tree of a map would take ten times the map. */
public final class JsonText {
  private JsonText() {}

  /** Writes one JSON value. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes it.
     *
     * @param json where to
     * @throws IOException never, as it is written into memory
     */
    void writeTo(JsonWriter json) throws IOException;
  }

  /** An answer with the status 200. */
  public static Answer of(Content content) {
    return Answer.json(bytes(content));
  }

  /** The JSON as ASCII, which is UTF-8. */
  public static byte[] bytes(Content content) {
    AsciiWriter text = new AsciiWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.setHtmlSafe(false);
      json.setSerializeNulls(true);
      content.writeTo(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.bytes();
  }

  /** A number with as many digits as it takes to read it bit for bit; finite. */
  public static void number(JsonWriter json, float value) throws IOException {
    json.jsonValue(Float.toString(value));
  }
}
