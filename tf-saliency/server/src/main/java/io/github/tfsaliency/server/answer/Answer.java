package io.github.tfsaliency.server.answer;

import com.google.common.collect.ImmutableMap;

/**
 * The answer to a request.
 *
 * @param status of HTTP
 * @param contentType of the body
 * @param headers further ones
 * @param body not copied: the creator of an answer must not change it later
 */
@SuppressWarnings("ArrayRecordComponent") // Written once, and compared by nobody.
public record Answer(
    int status, String contentType, ImmutableMap<String, String> headers, byte[] body) {
  private static final String JSON = "application/json";

  /** An answer in JSON with the status 200. */
  public static Answer json(byte[] body) {
    return new Answer(200, JSON, ImmutableMap.of(), body);
  }

  /** The same with another status. */
  public Answer withStatus(int newStatus) {
    return new Answer(newStatus, contentType, headers, body);
  }

  /** The same with one more header. */
  public Answer withHeader(String name, String value) {
    return new Answer(
        status,
        contentType,
        ImmutableMap.<String, String>builder().putAll(headers).put(name, value).buildOrThrow(),
        body);
  }

  /** {@code {"error": TEXT}}. */
  public static Answer of(Refusal refusal) {
    Answer answer = error(refusal.status(), refusal.text());
    return switch (refusal.status()) {
      case Refusal.FULL, Refusal.UNAVAILABLE -> answer.withHeader("Retry-After", "1");
      case Refusal.METHOD_NOT_ALLOWED -> answer.withHeader("Allow", refusal.allowed());
      default -> answer;
    };
  }

  /** {@code {"error": TEXT}} with a status. */
  public static Answer error(int status, String text) {
    return JsonText.of(json -> json.beginObject().name("error").value(text).endObject())
        .withStatus(status);
  }
}
