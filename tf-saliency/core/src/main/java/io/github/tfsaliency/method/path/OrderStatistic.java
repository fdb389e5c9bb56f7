package io.github.tfsaliency.method.path;

/** The k-th smallest of many numbers, without sorting them. */
final class OrderStatistic {
  private static final int DIGIT = 8;
  private static final int DIGITS = 1 << DIGIT;

  private OrderStatistic() {}

  /**
   * The number at a rank of the sorted numbers.
   *
   * <p>Reads the bits of all numbers once for each byte, for any numbers. Read as whole numbers
   * they have the same order, because there is no sign.
   *
   * @param sizes not negative, and not NaN; may be infinite
   * @param rank the place, from 0
   */
  static float ofSizes(float[] sizes, int rank) {
    int prefix = 0;
    int left = rank;
    for (int shift = Float.SIZE - DIGIT; shift >= 0; shift -= DIGIT) {
      int[] counts = new int[DIGITS];
      for (float size : sizes) {
        int bits = Float.floatToRawIntBits(size);
        // In two shifts, as Java takes a shift by all 32 bits for one by none.
        if ((bits >>> shift >>> DIGIT) == prefix) {
          counts[(bits >>> shift) & (DIGITS - 1)]++;
        }
      }
      int digit = 0;
      while (left >= counts[digit]) {
        left -= counts[digit];
        digit++;
      }
      prefix = (prefix << DIGIT) | digit;
    }
    return Float.intBitsToFloat(prefix);
  }
}
