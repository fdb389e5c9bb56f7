package io.github.tfsaliency.cli.report;

import java.util.Arrays;

/**
 * The percentile interval of 95 % of the bootstrap (Efron 1979).
 *
 * @param low the 2.5th percentile, or NaN
 * @param high the 97.5th percentile, or NaN
 */
public record BootstrapInterval(double low, double high) {
  /** Permille of the percentiles. */
  private static final int LOW = 25;

  private static final int HIGH = 975;
  private static final int SCALE = 1000;

  /**
   * The interval of a statistic.
   *
   * @param resampled its value for each sample that was drawn; NaN where it is not defined
   * @return over the defined values
   */
  public static BootstrapInterval of(double[] resampled) {
    // Sorted, as selecting takes a time that is quadratic in the number of values that are alike.
    double[] sorted =
        Arrays.stream(resampled).filter(value -> !Double.isNaN(value)).sorted().toArray();
    return new BootstrapInterval(percentile(sorted, LOW), percentile(sorted, HIGH));
  }

  /** Between two values in proportion to the distance, as Guava's {@code Quantiles} has it. */
  private static double percentile(double[] sorted, int permille) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    long place = permille * (sorted.length - 1L);
    double lower = sorted[Math.toIntExact(place / SCALE)];
    long rest = place % SCALE;
    return rest == 0
        ? lower
        : lower + (sorted[Math.toIntExact(place / SCALE) + 1] - lower) * rest / SCALE;
  }
}
