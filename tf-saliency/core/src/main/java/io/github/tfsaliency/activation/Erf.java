package io.github.tfsaliency.activation;

/** The error function, in double precision. */
public final class Erf {
  /** From here on the function is 1 to the last digit. */
  private static final double LARGE = 6;

  private Erf() {}

  /**
   * The integral of {@code 2 / sqrt(pi) exp(-t^2)} from 0 to x.
   *
   * @param x any number
   * @return in {@code [-1, 1]}, to about 1e-15
   */
  public static double of(double x) {
    if (Double.isNaN(x) || Math.abs(x) > LARGE) {
      return Double.isNaN(x) ? x : Math.signum(x);
    }
    // exp(-x^2) times the sum of 2^n x^(2n+1) / (2n+1)!!, whose terms all have one sign.
    double term = x;
    double sum = x;
    for (int n = 1; Math.abs(term) > Math.abs(sum) * 1e-17; n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
  }
}
