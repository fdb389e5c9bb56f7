package io.github.tfsaliency.method;

/** Numbers as the command line writes them. */
final class SpecNumber {
  private static final double LARGEST_WHOLE = 1e15;

  private SpecNumber() {}

  static String shortest(double value) {
    return value == Math.rint(value) && Math.abs(value) < LARGEST_WHOLE
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  /** A number that had been rounded to float32. */
  static String shortest(float value) {
    return shortest(Double.parseDouble(Float.toString(value)));
  }
}
