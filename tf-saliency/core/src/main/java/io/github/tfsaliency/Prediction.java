package io.github.tfsaliency;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A class that a model predicts.
 *
 * @param target the class's index in the output, from 0
 * @param label what the class is called; empty where it has no name
 * @param score the explained output, usually a logit
 * @param probability by the model's final softmax or sigmoid, from 0 to 1; empty for a model
 *     without
 */
public record Prediction(
    int target, Optional<String> label, double score, OptionalDouble probability) {
  /**
   * A prediction.
   *
   * @param target the class's index in the output, from 0
   * @param label what the class is called; empty where it has no name
   * @param score the explained output, usually a logit
   * @param probability by the model's final softmax or sigmoid, from 0 to 1; empty for a model
   *     without
   */
  public Prediction {
    requireNonNull(label, "label");
    requireNonNull(probability, "probability");
  }

  /**
   * A line for people, such as {@code espresso (967), score 10.984}.
   *
   * @return the label and index of the class, its score, and its probability if there is one
   */
  @Override
  public String toString() {
    String name = label.map(text -> text + " (" + target + ")").orElse("class " + target);
    String text = String.format(Locale.ROOT, "%s, score %.3f", name, score);
    return probability.isPresent()
        ? String.format(Locale.ROOT, "%s, probability %.3f", text, probability.getAsDouble())
        : text;
  }
}
