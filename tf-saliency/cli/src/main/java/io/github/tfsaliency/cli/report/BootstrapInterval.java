package io.github.tfsaliency.cli.report;

import io.github.tfsaliency.statistic.Percentiles;
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

  /**
   * The interval of a statistic.
   *
   * @param resampled its value for each sample that was drawn; NaN where it is not defined
   * @return over the defined values
   */
  public static BootstrapInterval of(double[] resampled) {
    Percentiles percentiles =
        Percentiles.of(Arrays.stream(resampled).filter(value -> !Double.isNaN(value)).toArray());
    return new BootstrapInterval(percentiles.at(LOW), percentiles.at(HIGH));
  }
}
