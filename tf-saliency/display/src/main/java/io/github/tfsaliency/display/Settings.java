package io.github.tfsaliency.display;

import java.util.OptionalDouble;

/**
 * What a caller wants of a display.
 *
 * @param sign which side is shown
 * @param top how many features, channels or slices are shown one by one
 * @param share of the places that a mask leaves, 0 to 1
 * @param base where a waterfall begins
 */
record Settings(Sign sign, int top, double share, OptionalDouble base) {
  static final Settings USUAL = new Settings(Sign.ALL, 20, 0.1, OptionalDouble.empty());

  /** Panels take more room than lines. */
  private static final int MOST_CHANNELS = 8;

  private static final int MOST_SLICES = 16;

  int channels() {
    return top == USUAL.top ? MOST_CHANNELS : top;
  }

  int slices() {
    return top == USUAL.top ? MOST_SLICES : top;
  }

  double[] signed(double[] values) {
    double[] signed = new double[values.length];
    for (int i = 0; i < signed.length; i++) {
      signed[i] = sign.of(values[i]);
    }
    return signed;
  }

  double[][] signed(double[][] rows) {
    double[][] signed = new double[rows.length][];
    for (int i = 0; i < signed.length; i++) {
      signed[i] = signed(rows[i]);
    }
    return signed;
  }
}
