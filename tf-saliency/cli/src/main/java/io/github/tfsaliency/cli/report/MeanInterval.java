package io.github.tfsaliency.cli.report;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A mean and how far it can be trusted: the percentile interval of 95 % of the bootstrap, the means
 * of 10,000 samples of the same size drawn with replacement (Efron 1979). Too narrow for fewer than
 * some ten values; for fewer than two there is none.
 *
 * @param mean of the defined values; NaN if there are none
 * @param low the 2.5th percentile, or NaN
 * @param high the 97.5th percentile, or NaN
 * @param count how many values are defined
 * @param undefined how many are not
 */
public record MeanInterval(double mean, double low, double high, int count, int undefined) {
  private static final int RESAMPLES = 10_000;

  /**
   * The mean of values and its interval.
   *
   * @param values NaN where they are not defined
   * @param seed of the bootstrap
   * @return over the defined values
   */
  public static MeanInterval of(double[] values, long seed) {
    double[] defined = Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
    int undefined = values.length - defined.length;
    double mean = Arrays.stream(defined).average().orElse(Double.NaN);
    if (defined.length < 2) {
      return new MeanInterval(mean, Double.NaN, Double.NaN, defined.length, undefined);
    }
    SplittableRandom random = new SplittableRandom(seed);
    double[] means = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      double sum = 0;
      for (int k = 0; k < defined.length; k++) {
        sum += defined[random.nextInt(defined.length)];
      }
      means[i] = sum / defined.length;
    }
    BootstrapInterval interval = BootstrapInterval.of(means);
    return new MeanInterval(mean, interval.low(), interval.high(), defined.length, undefined);
  }

  /**
   * The mean of what shares leave over.
   *
   * @return of 1 minus each value
   */
  public MeanInterval complement() {
    return new MeanInterval(1 - mean, 1 - high, 1 - low, count, undefined);
  }

  /**
   * Whether there are enough values.
   *
   * @return whether {@link #low} and {@link #high} are defined
   */
  public boolean hasInterval() {
    return count > 1;
  }
}
