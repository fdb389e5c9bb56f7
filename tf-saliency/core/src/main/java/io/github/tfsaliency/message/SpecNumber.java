package io.github.tfsaliency.message;

/** Numbers in their shortest form, as the command line prints them. */
public final class SpecNumber {
  private static final double LARGEST_WHOLE = 1e15;

  private SpecNumber() {}

  /**
   * A number without a fraction, zeros or signs that say nothing: {@code 20}, {@code 0.5}, {@code
   * 1e-6}.
   *
   * @param value any number
   * @return its shortest form; {@code Double.parseDouble} gives the number back
   */
  public static String shortest(double value) {
    if (value == Math.rint(value) && Math.abs(value) < LARGEST_WHOLE) {
      // Negative zero is another number.
      return Double.doubleToRawLongBits(value) == Double.doubleToRawLongBits(-0.0)
          ? "-0"
          : Long.toString((long) value);
    }
    return Double.toString(value).replace(".0E", "e").replace('E', 'e');
  }

  /**
   * A number that had been rounded to float32.
   *
   * @param value any number
   * @return its shortest form
   */
  public static String shortest(float value) {
    return shortest(Double.parseDouble(Float.toString(value)));
  }
}
