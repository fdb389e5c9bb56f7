package io.github.tfsaliency.message;

import static io.github.tfsaliency.message.Checks.checkArgument;

/**
 * Upper limits of numbers that decide the amount of computation. They are far above useful values.
 */
public final class Limits {
  /**
   * Points of a path. The time to find the points of Gauss and Legendre grows with the square of
   * their number.
   */
  public static final int STEPS = 100_000;

  /** Random variants, masks, subsets or draws. */
  public static final int SAMPLES = 1_000_000;

  /** Random masks, if all pairs of them are compared. */
  public static final int PAIRED = 20_000;

  /** The standard deviation of a blur in pixels. */
  public static final int SIGMA = 100_000;

  /** Cells in one direction. */
  public static final int CELLS = 1_000;

  /** Threads of a pool: each has a stack. */
  public static final int THREADS = 1_024;

  /** The smallest divisor. */
  public static final double LEAST_DIVISOR = 1e-6;

  private Limits() {}

  /**
   * Refuses a divisor that is too close to zero.
   *
   * @param what the name of the divisor
   * @param value its value
   * @throws IllegalArgumentException if the value is smaller than {@link #LEAST_DIVISOR}
   */
  public static void requireDivisor(String what, double value) {
    checkArgument(
        value >= LEAST_DIVISOR, "The %s (%s) must be at least %s.", what, value, LEAST_DIVISOR);
  }

  /**
   * Refuses a value that is too large.
   *
   * @param what the name of the value
   * @param value the value
   * @param most the largest allowed value
   * @throws IllegalArgumentException if the value is larger
   */
  public static void requireAtMost(String what, double value, int most) {
    checkArgument(value <= most, "The %s (%s) must be at most %s.", what, shortest(value), most);
  }

  private static Object shortest(double value) {
    return value == Math.rint(value) && Math.abs(value) < Long.MAX_VALUE
        ? (Object) (long) value
        : (Object) value;
  }
}
