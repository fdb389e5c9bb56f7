package io.github.tfsaliency.statistic;

import java.util.Arrays;

/**
 * Percentiles of values. They are sorted once: selecting takes a time that is quadratic in the
 * number of values that are alike, as most are in a sparse map.
 */
public final class Percentiles {
  private static final int SCALE = 1000;

  private final double[] sorted;

  private Percentiles(double[] sorted) {
    this.sorted = sorted;
  }

  /**
   * Sorts values.
   *
   * @param values none of which is NaN; copied
   * @return their percentiles
   */
  public static Percentiles of(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return new Percentiles(sorted);
  }

  /**
   * Between two values in proportion to the distance: NumPy's default, and definition 7 of Hyndman
   * and Fan, <i>Sample Quantiles in Statistical Packages</i>, 1996.
   *
   * @param permille from 0 to 1000
   * @return in the unit of the values; NaN if there are none
   */
  public double at(int permille) {
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
