package io.github.tfsaliency.cli.versions;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.Prediction;
import java.util.Optional;

/**
 * The changes of one input.
 *
 * @param file as it was given
 * @param targetName what is explained, as a reader would name it
 * @param oldTarget its index in the old model's output; -1 for what is no output
 * @param target its index in the new model's output
 * @param oldScore the old model's score of it
 * @param score the new model's
 * @param oldProbability of it, if the old model has probabilities
 * @param probability the new model's
 * @param oldTop what the old model predicts; empty for a model without classes
 * @param top what the new model predicts
 * @param maps by every method that gave both maps
 */
record ChangedInput(
    String file,
    String targetName,
    long oldTarget,
    long target,
    double oldScore,
    double score,
    Optional<Double> oldProbability,
    Optional<Double> probability,
    Optional<Prediction> oldTop,
    Optional<Prediction> top,
    ImmutableList<ChangedMap> maps) {
  double scoreChange() {
    return score - oldScore;
  }

  double probabilityChange() {
    return oldProbability.isPresent() && probability.isPresent()
        ? probability.get() - oldProbability.get()
        : Double.NaN;
  }

  /** Whether the class with the highest score is another one. */
  boolean isPredictedOtherwise() {
    return oldTop.isPresent() && top.isPresent() && !name(oldTop.get()).equals(name(top.get()));
  }

  static String name(Prediction prediction) {
    return prediction.label().orElseGet(() -> "class " + prediction.target());
  }

  /**
   * How much the maps changed, by which inputs are sorted: 1 less the rank correlation, averaged
   * over the methods. One that is not defined counts as none.
   */
  double change() {
    return maps.stream()
        .mapToDouble(map -> map.similarity().rankCorrelation())
        .map(correlation -> 1 - (Double.isNaN(correlation) ? 0 : correlation))
        .average()
        .orElse(Double.NaN);
  }
}
