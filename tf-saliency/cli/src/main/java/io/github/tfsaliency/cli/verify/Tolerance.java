package io.github.tfsaliency.cli.verify;

/** How far numbers may be from those of a record and still agree. */
final class Tolerance {
  /** Of the largest value. */
  private static final double RELATIVE = 1e-4;

  /** Below it a score, a probability or a gap is rounding. */
  private static final double ABSOLUTE = 1e-5;

  private Tolerance() {}

  /** Of a map: the largest error as a share of the largest recorded value. */
  static boolean allowsOfMap(double error) {
    return error <= RELATIVE;
  }

  /** Of a score or a probability. */
  static boolean allows(double now, double recorded) {
    return Math.abs(now - recorded) <= RELATIVE * Math.abs(recorded) + ABSOLUTE;
  }

  /** A gap is a difference of numbers as large as the score, and as exact as they are. */
  static boolean allowsOfGap(double now, double recorded, double score) {
    return Math.abs(now - recorded) <= RELATIVE * (Math.abs(recorded) + Math.abs(score)) + ABSOLUTE;
  }
}
