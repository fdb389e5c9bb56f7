package io.github.tfsaliency;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A class that a model predicts.
 *
 * @param target the class's index in the output, from 0
 * @param label the name of the class; empty if it has none
 * @param score the explained output, usually a logit
 * @param probability from the model's final softmax or sigmoid, from 0 to 1; empty for a model
 *     without one
 */
public record Prediction(
    int target, Optional<String> label, double score, OptionalDouble probability) {
  /**
   * A prediction.
   *
   * @param target the class's index in the output, from 0
   * @param label the name of the class; empty if it has none
   * @param score the explained output, usually a logit
   * @param probability from the model's final softmax or sigmoid, from 0 to 1; empty for a model
   *     without one
   */
  public Prediction {
    requireNonNull(label, "label");
    requireNonNull(probability, "probability");
  }
}
