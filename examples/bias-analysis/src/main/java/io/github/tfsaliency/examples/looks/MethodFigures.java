package io.github.tfsaliency.examples.looks;

import static java.util.Objects.requireNonNull;

import com.google.common.primitives.Doubles;
import java.util.List;
import java.util.Map;

/**
 * The figures of a method; a part that is kept.
 *
 * @param byMeasure for each scene; no scene at all where nobody knows the object, NaN where a map
 *     has no such figure
 */
public record MethodFigures(Map<Measure, List<Double>> byMeasure) {
  /**
   * The figures of a measure.
   *
   * @param measure which
   * @return for each scene
   */
  public double[] of(Measure measure) {
    return Doubles.toArray(requireNonNull(byMeasure.get(measure)));
  }

  /** The mean over some scenes, those left out that have no such figure. */
  double mean(Measure measure, int[] scenes) {
    List<Double> figures = requireNonNull(byMeasure.get(measure));
    double sum = 0;
    int defined = 0;
    for (int scene : scenes) {
      double figure = figures.get(scene);
      if (!Double.isNaN(figure)) {
        sum += figure;
        defined++;
      }
    }
    return sum / defined;
  }
}
