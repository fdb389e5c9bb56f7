package io.github.tfsaliency.cli.input;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.math.IntMath;

/**
 * Brings samples to another rate by a windowed sinc: each new sample is a weighted sum of the old
 * ones around it, and what the lower of the two rates cannot hold is filtered out.
 *
 * <p>The filter is that of SciPy's {@code resample_poly}: ten zero crossings on each side, a Kaiser
 * window with beta 5, a cutoff at half the lower rate.
 */
final class Resampler {
  /** The most samples a second. */
  static final int MOST_RATE = 768_000;

  private static final int CROSSINGS = 10;
  private static final double BETA = 5;

  private Resampler() {}

  /**
   * Samples at another rate.
   *
   * @param samples at the old one
   * @param from samples a second
   * @param to samples a second
   * @return {@code ceil(samples * to / from)} samples
   * @throws IllegalArgumentException if a rate is not positive or too large
   */
  static double[] resample(double[] samples, int from, int to) {
    checkArgument(
        from > 0 && to > 0 && from <= MOST_RATE && to <= MOST_RATE,
        "The sample rates %s and %s must be 1 to %s.",
        from,
        to,
        MOST_RATE);
    int common = IntMath.gcd(from, to);
    int up = to / common;
    int down = from / common;
    if (up == down) {
      return samples.clone();
    }
    int half = CROSSINGS * Math.max(up, down);
    double[] filter = filter(half, Math.max(up, down), up);
    long length = ((long) samples.length * up + down - 1) / down;
    double[] result = new double[Math.toIntExact(length)];
    for (int i = 0; i < result.length; i++) {
      long at = (long) i * down;
      long first = Math.max(0, Math.floorDiv(at - half + up - 1, up));
      long last = Math.min(samples.length - 1, Math.floorDiv(at + half, up));
      double sum = 0;
      for (long k = first; k <= last; k++) {
        sum += samples[(int) k] * filter[(int) (half + at - k * up)];
      }
      result[i] = sum;
    }
    return result;
  }

  /** Of a sum that is the gain. */
  private static double[] filter(int half, int factor, double gain) {
    double[] filter = new double[2 * half + 1];
    double sum = 0;
    for (int i = 0; i < filter.length; i++) {
      double place = i - half;
      filter[i] = sinc(place / factor) * window(place / half);
      sum += filter[i];
    }
    for (int i = 0; i < filter.length; i++) {
      filter[i] *= gain / sum;
    }
    return filter;
  }

  private static double sinc(double x) {
    return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
  }

  private static double window(double place) {
    return bessel(BETA * Math.sqrt(Math.max(0, 1 - place * place))) / bessel(BETA);
  }

  /** The modified Bessel function I0, by its power series. */
  private static double bessel(double x) {
    double term = 1;
    double sum = 1;
    for (int k = 1; term > sum * 1e-17; k++) {
      double factor = x / (2 * k);
      term *= factor * factor;
      sum += term;
    }
    return sum;
  }
}
