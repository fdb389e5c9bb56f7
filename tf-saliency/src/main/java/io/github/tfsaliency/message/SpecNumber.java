package io.github.tfsaliency.message;

/** Numbers as the command line writes them. */
public final class SpecNumber {
  private static final double LARGEST_WHOLE = 1e15;

  private SpecNumber() {}

  /**
   * A number without the fraction that it does not have.
   *
   * @param value any number
   * @return its shortest form
   */
  public static String shortest(double value) {
    return value == Math.rint(value) && Math.abs(value) < LARGEST_WHOLE
        ? Long.toString((long) value)
        : Double.toString(value);
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
