package io.github.tfsaliency.examples.bias;

import java.util.DoubleSummaryStatistics;
import java.util.List;

/**
 * A figure over several photographs.
 *
 * @param mean NaN if it is defined for none
 * @param min the smallest
 * @param max the largest
 * @param count for how many photographs it is defined
 */
record Summary(double mean, double min, double max, long count) {
  /** Summarises the values that are defined, which are those that are not NaN. */
  static Summary of(List<Double> values) {
    DoubleSummaryStatistics statistics =
        values.stream()
            .mapToDouble(Double::doubleValue)
            .filter(value -> !Double.isNaN(value))
            .summaryStatistics();
    return statistics.getCount() == 0
        ? new Summary(Double.NaN, Double.NaN, Double.NaN, 0)
        : new Summary(
            statistics.getAverage(),
            statistics.getMin(),
            statistics.getMax(),
            statistics.getCount());
  }
}
