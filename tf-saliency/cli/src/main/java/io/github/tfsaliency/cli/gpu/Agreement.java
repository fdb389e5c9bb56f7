package io.github.tfsaliency.cli.gpu;

import java.util.Arrays;

/**
 * How far maps are from others.
 *
 * @param deviation the largest difference, as a part of the largest of the other values
 * @param share of the values that are off by more than {@link #TOLERANCE}
 * @param isExact whether all bits are the same
 */
record Agreement(double deviation, double share, boolean isExact) {
  /** What rounding may change, as a part of the largest value. */
  static final double TOLERANCE = 1e-3;

  /** As many values may be off by more: a unit at a threshold, one of several equal maxima. */
  static final double FEW = 0.01;

  static Agreement of(float[] values, float[] others) {
    if (values.length != others.length) {
      return new Agreement(Double.POSITIVE_INFINITY, 1, false);
    }
    double largest = 0;
    for (float other : others) {
      largest = Math.max(largest, Math.abs(other));
    }
    double deviation = 0;
    int off = 0;
    for (int i = 0; i < values.length; i++) {
      double difference = Math.abs((double) values[i] - others[i]);
      double part = difference == 0 ? 0 : difference / largest;
      deviation = Math.max(deviation, part);
      off += part > TOLERANCE ? 1 : 0;
    }
    return new Agreement(
        deviation, (double) off / Math.max(1, values.length), Arrays.equals(values, others));
  }

  boolean isWithin() {
    return deviation <= TOLERANCE;
  }

  boolean isMostlyWithin() {
    return share <= FEW;
  }
}
