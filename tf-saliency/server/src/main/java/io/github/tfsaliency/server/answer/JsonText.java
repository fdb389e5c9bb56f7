package io.github.tfsaliency.server.answer;

import com.google.gson.stream.JsonWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

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

  /** The JSON as UTF-8. */
  public static byte[] bytes(Content content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonWriter json =
        new JsonWriter(new OutputStreamWriter(bytes, StandardCharsets.UTF_8))) {
      json.setHtmlSafe(false);
      json.setSerializeNulls(true);
      content.writeTo(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** A number with as many digits as it takes to read it bit for bit; finite. */
  public static void number(JsonWriter json, float value) throws IOException {
    json.jsonValue(Float.toString(value));
  }
}
