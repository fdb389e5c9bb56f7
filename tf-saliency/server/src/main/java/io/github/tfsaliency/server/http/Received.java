package io.github.tfsaliency.server.http;

import io.github.tfsaliency.server.metrics.Kind;
import java.util.Optional;

/** A request with its body. */
final class Received {
  private final byte[] body;
  private final Optional<String> jsonLength;
  private Kind kind;

  /**
   * A request.
   *
   * @param jsonLength what the header says of the JSON ahead of binary tensors
   */
  Received(byte[] body, Optional<String> jsonLength, Kind kind) {
    this.body = body;
    this.jsonLength = jsonLength;
    this.kind = kind;
  }

  byte[] body() {
    return body;
  }

  Optional<String> jsonLength() {
    return jsonLength;
  }

  Kind kind() {
    return kind;
  }

  /** Counts it as something else than its path says. */
  void countAs(Kind other) {
    kind = other;
  }
}
