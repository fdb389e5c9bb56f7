package io.github.tfsaliency.record;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What was explained of a sample.
 *
 * @param asked the target's text, for example {@code top}
 * @param index of the sample's flattened output; -1 for what is no single element of it
 * @param label what the index is called; empty where it has no name
 * @param score the value of the explained output, usually a logit
 * @param probability by the model's final softmax or sigmoid; empty for a model without
 * @param gap what the map sums to, less what it should; empty for a method whose sum means nothing
 */
public record ExplainedTarget(
    String asked,
    long index,
    Optional<String> label,
    double score,
    OptionalDouble probability,
    OptionalDouble gap) {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is not finite
   */
  public ExplainedTarget {
    requireNonNull(asked, "asked");
    requireNonNull(label, "label");
    requireFinite("score", score);
    requireFinite("probability", requireNonNull(probability, "probability").orElse(0));
    requireFinite("gap", requireNonNull(gap, "gap").orElse(0));
  }

  private static void requireFinite(String what, double value) {
    checkArgument(Double.isFinite(value), "The %s is %s, but must be finite.", what, value);
  }
}
