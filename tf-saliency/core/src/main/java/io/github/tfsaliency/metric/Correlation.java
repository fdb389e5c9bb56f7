package io.github.tfsaliency.metric;

import java.util.Arrays;

/**
 * The correlation of two series of numbers.
 *
 * @since 0.1.0
 */
public enum Correlation {
  /**
   * Pearson's: 1 if one is a rising linear function of the other. A single outlier can dominate it.
   *
   * <pre>
   *   cov(a, b) / (std(a) std(b))
   * </pre>
   */
  PEARSON {
    @Override
    double of(double[] a, double[] b) {
      return isConstant(a) || isConstant(b)
          ? Double.NaN
          : centredCorrelation(centred(a), centred(b));
    }
  },

  /**
   * Spearman's: Pearson's of the ranks, ties averaged. 1 if one is any rising function of the
   * other.
   */
  SPEARMAN {
    @Override
    double of(double[] a, double[] b) {
      return centredCorrelation(Ranks.centred(a), Ranks.centred(b));
    }
  };

  /** From -1 to 1; NaN if all values of a side are equal. */
  abstract double of(double[] a, double[] b);

  /** The correlation of values that sum to zero; NaN if all values of one side are zero. */
  static double centredCorrelation(double[] a, double[] b) {
    double correlation = dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
    return Double.isNaN(correlation) ? Double.NaN : Math.max(-1, Math.min(1, correlation));
  }

  /** Rounding would make the mean of equal values differ from them, and noise of what remains. */
  private static boolean isConstant(double[] values) {
    return Arrays.stream(values).allMatch(value -> value == values[0]);
  }

  private static double[] centred(double[] values) {
    double mean = Elements.mean(values);
    double max = Arrays.stream(values).map(value -> Math.abs(value - mean)).max().orElse(0);
    return Arrays.stream(values).map(value -> (value - mean) / max).toArray();
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
