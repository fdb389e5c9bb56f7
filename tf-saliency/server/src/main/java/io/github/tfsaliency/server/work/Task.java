package io.github.tfsaliency.server.work;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.explain.AttributionMethod;
import java.util.Optional;

/**
 * A computation on samples. Requests with equal tasks are computed together.
 *
 * @param model equal to itself alone: a newer one of the same name is another
 * @param method of the maps; empty for predictions
 * @param withProbabilities whether maps come with the model's probabilities
 */
public record Task(Model model, Optional<AttributionMethod> method, boolean withProbabilities) {
  /** The model's outputs. */
  public static Task predict(Model model) {
    return new Task(model, Optional.empty(), false);
  }

  /** Maps. */
  public static Task explain(Model model, AttributionMethod method) {
    return new Task(model, Optional.of(method), false);
  }

  /** The same maps, with the model's probabilities. */
  public Task askingForProbabilities() {
    return new Task(model, method, true);
  }
}
