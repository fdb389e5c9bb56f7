package io.github.tfsaliency.message;

import static io.github.tfsaliency.message.Checks.checkArgument;

/** How large a number may be that says how much is computed: far more than anybody waits for. */
public final class Limits {
  /**
   * Points of a path; those of Gauss and Legendre are found in a time that grows with the square.
   */
  public static final int STEPS = 100_000;

  /** Random variants, masks, subsets or draws. */
  public static final int SAMPLES = 1_000_000;

  /** Random masks all pairs of which are compared. */
  public static final int PAIRED = 20_000;

  /** The standard deviation of a blur in pixels. */
  public static final int SIGMA = 100_000;

  /** Cells in one direction. */
  public static final int CELLS = 1_000;

  /** Threads of a pool: each has a stack. */
  public static final int THREADS = 1_024;

  /** What others are divided by. */
  public static final double LEAST_DIVISOR = 1e-6;

  private Limits() {}

  /**
   * Refuses what is too close to zero to be divided by.
   *
   * @param what names it
   * @param value what was given
   * @throws IllegalArgumentException if the value is smaller than {@link #LEAST_DIVISOR}
   */
  public static void requireDivisor(String what, double value) {
    checkArgument(
        value >= LEAST_DIVISOR, "The %s (%s) must be at least %s.", what, value, LEAST_DIVISOR);
  }

  /**
   * Refuses what is too large.
   *
   * @param what names it
   * @param value what was given
   * @param most the largest that is allowed
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
