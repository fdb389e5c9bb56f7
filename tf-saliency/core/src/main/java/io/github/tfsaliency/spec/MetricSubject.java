package io.github.tfsaliency.spec;

import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.FeatureGroups;
import io.github.tfsaliency.metric.MapFunction;
import io.github.tfsaliency.metric.MapSimilarity;
import io.github.tfsaliency.metric.ScoreFunction;
import java.util.Optional;
import org.tensorflow.ndarray.FloatNdArray;

/** A map, and all that a metric may ask about it. Arrays are {@code [H, W, C]}. */
public interface MetricSubject {
  /**
   * The input that is explained.
   *
   * @return {@code [H, W, C]}, in the model's own units
   */
  FloatNdArray input();

  /**
   * The map.
   *
   * @return {@code [H, W, C]} or {@code [H, W, 1]}
   */
  Attribution map();

  /**
   * Scores of other inputs, of the same target.
   *
   * @return the function
   */
  ScoreFunction scores();

  /**
   * Maps of other inputs, of the same target.
   *
   * @return the function
   */
  MapFunction maps();

  /**
   * How alike the map is to that of the model with all weights shuffled.
   *
   * @param seed of the shuffles
   * @return the comparison
   */
  MapSimilarity similarityToRandomized(long seed);

  /**
   * Where a human says that the object is.
   *
   * @return rows of columns
   * @throws IllegalStateException if nobody says so
   */
  boolean[][] mask();

  /**
   * What changes of the input are measured by.
   *
   * @return the input's largest value less its smallest
   */
  double range();

  /**
   * The seed of metrics that do not say theirs.
   *
   * @return any number
   */
  long seed();

  /**
   * Features that are removed as a whole.
   *
   * @return groups of {@link #input()}; by default none, where each metric cuts the input its own
   *     way
   */
  default Optional<FeatureGroups> groups() {
    return Optional.empty();
  }

  /**
   * A baseline that was read from a file, as {@link #input()} is seen.
   *
   * @param baseline in the shape that the model takes
   * @return by default the same
   */
  default Baseline seen(Baseline baseline) {
    return baseline;
  }
}
