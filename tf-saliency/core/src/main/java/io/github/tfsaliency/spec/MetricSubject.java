package io.github.tfsaliency.spec;

import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.FeatureGroups;
import io.github.tfsaliency.metric.MapFunction;
import io.github.tfsaliency.metric.MapSimilarity;
import io.github.tfsaliency.metric.ScoreFunction;
import java.util.Optional;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * A map, and everything that a metric may need. Arrays are {@code [H, W, C]}.
 *
 * @since 0.1.0
 */
public interface MetricSubject {
  /**
   * The explained input.
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
   * Scores of other inputs, for the same target.
   *
   * @return the function
   */
  ScoreFunction scores();

  /**
   * Maps of other inputs, for the same target.
   *
   * @return the function
   */
  MapFunction maps();

  /**
   * The similarity between the map and the map of the model with all weights shuffled.
   *
   * @param seed the seed of the shuffles
   * @return the comparison
   */
  MapSimilarity similarityToRandomized(long seed);

  /**
   * The mask of the object, drawn by a human.
   *
   * @return rows of columns, true on the object
   * @throws IllegalStateException if there is no mask
   */
  boolean[][] mask();

  /**
   * The unit of changes of the input.
   *
   * @return the input's largest value minus its smallest
   */
  double range();

  /**
   * The seed of metrics without their own seed.
   *
   * @return any number
   */
  long seed();

  /**
   * Groups of features that are removed together.
   *
   * @return groups of {@link #input()}; by default none, and each metric divides the input itself
   */
  default Optional<FeatureGroups> groups() {
    return Optional.empty();
  }

  /**
   * A baseline from a file, in the form of {@link #input()}.
   *
   * @param baseline in the shape that the model takes
   * @return the converted baseline; by default the same
   */
  default Baseline seen(Baseline baseline) {
    return baseline;
  }
}
