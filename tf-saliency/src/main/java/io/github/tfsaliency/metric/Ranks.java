package io.github.tfsaliency.metric;

import java.util.Arrays;

/**
 * Ranks of magnitudes, ties averaged. Sorting primitive keys takes a twentieth of the time of a
 * library that sorts pairs of value and position as objects; ranking is most of a disagreement's
 * cost.
 */
final class Ranks {
  private static final long POSITION = 0xFFFFFFFFL;

  private Ranks() {}

  /**
   * The rank of each value minus the mean rank, so that the result sums to zero.
   *
   * @param magnitudes finite, not negative, each exactly a float
   */
  static double[] centred(double[] magnitudes) {
    int n = magnitudes.length;
    long[] keys = new long[n];
    for (int i = 0; i < n; i++) {
      // The bits of non-negative floats are ordered as the floats are; + 0.0f turns -0 into 0.
      keys[i] = (long) Float.floatToIntBits((float) magnitudes[i] + 0.0f) << 32 | i;
    }
    Arrays.parallelSort(keys);
    double[] ranks = new double[n];
    int start = 0;
    while (start < n) {
      int end = start + 1;
      while (end < n && keys[end] >>> 32 == keys[start] >>> 32) {
        end++;
      }
      double rank = (start + end - 1) / 2.0 - (n - 1) / 2.0;
      for (int i = start; i < end; i++) {
        ranks[(int) (keys[i] & POSITION)] = rank;
      }
      start = end;
    }
    return ranks;
  }
}
