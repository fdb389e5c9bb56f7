package io.github.tfsaliency.display;

import java.util.OptionalDouble;

/**
 * The settings of a display.
 *
 * @param sign the shown values by their sign
 * @param top the number of features, channels or slices that are shown separately
 * @param share the visible fraction of a masked photograph, 0 to 1
 * @param base the start of a waterfall
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
