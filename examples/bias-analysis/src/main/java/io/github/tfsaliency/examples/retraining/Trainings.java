package io.github.tfsaliency.examples.retraining;

import io.github.tfsaliency.cli.report.MeanInterval;
import java.util.ArrayList;
import java.util.List;
import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.stat.descriptive.StreamingStatistics;

/** Figures of the same kind from several trainings, too few for a bootstrap. */
final class Trainings {
  private static final double UPPER = 0.975;

  private Trainings() {}

  /**
   * Their mean with the interval of 95 % that Student's t distribution gives.
   *
   * @param figures one a training; NaN where it is not defined
   * @return without an interval for fewer than two
   */
  static MeanInterval mean(List<Double> figures) {
    StreamingStatistics defined = new StreamingStatistics();
    figures.stream().filter(figure -> !Double.isNaN(figure)).forEach(defined::addValue);
    int count = Math.toIntExact(defined.getN());
    int undefined = figures.size() - count;
    if (count < 2) {
      return new MeanInterval(defined.getMean(), Double.NaN, Double.NaN, count, undefined);
    }
    double half =
        new TDistribution(count - 1.0).inverseCumulativeProbability(UPPER)
            * defined.getStandardDeviation()
            / Math.sqrt(count);
    return new MeanInterval(
        defined.getMean(), defined.getMean() - half, defined.getMean() + half, count, undefined);
  }

  /** The mean of what the first exceed the second by, training by training. */
  static MeanInterval difference(List<Double> first, List<Double> second) {
    List<Double> differences = new ArrayList<>();
    for (int i = 0; i < first.size(); i++) {
      differences.add(first.get(i) - second.get(i));
    }
    return mean(differences);
  }

  /** The mean of what curves exceed others by, training by training. */
  static List<Double> differences(List<List<Double>> upper, List<List<Double>> lower) {
    List<Double> differences = new ArrayList<>();
    for (int training = 0; training < upper.size(); training++) {
      double sum = 0;
      for (int i = 0; i < upper.get(training).size(); i++) {
        sum += upper.get(training).get(i) - lower.get(training).get(i);
      }
      differences.add(sum / upper.get(training).size());
    }
    return List.copyOf(differences);
  }

  /** The mean over several lists of figures, training by training. */
  static List<Double> meanOf(List<List<Double>> figures) {
    List<Double> means = new ArrayList<>();
    for (int i = 0; i < figures.get(0).size(); i++) {
      int training = i;
      means.add(
          figures.stream().mapToDouble(each -> each.get(training)).average().orElse(Double.NaN));
    }
    return List.copyOf(means);
  }
}
