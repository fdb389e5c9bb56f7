package io.github.tfsaliency.server.http;

import io.github.tfsaliency.server.answer.Answer;
import io.github.tfsaliency.server.metrics.Kind;

/**
 * The action of a path.
 *
 * @param takesBody whether a body is read
 * @param kind as what it is counted
 * @param model whose requests are counted; empty for none
 * @param endpoint answers
 */
record Call(boolean takesBody, Kind kind, String model, Endpoint endpoint) {
  /** Answers a request. */
  @FunctionalInterface
  interface Endpoint {
    /**
     * Answers.
     *
     * @param received the request
     * @throws io.github.tfsaliency.server.answer.Refusal if there is no result
     */
    Answer answer(Received received);
  }

  static Call get(Endpoint endpoint) {
    return new Call(false, Kind.OTHER, "", endpoint);
  }

  static Call post(Kind kind, String model, Endpoint endpoint) {
    return new Call(true, kind, model, endpoint);
  }
}
