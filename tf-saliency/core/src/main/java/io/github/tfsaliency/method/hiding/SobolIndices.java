package io.github.tfsaliency.method.hiding;

import io.github.tfsaliency.sampling.Rounds;

/**
 * Jansen's estimate of the total index of each cell, and its standard error: the linearized error
 * of a ratio of two means over designs. A score near the others is subtracted before scores are
 * summed.
 *
 * <pre>
 * index = mean of (S(A) - S(C))^2 / 2 / variance of S(A)
 * error = sqrt(sum over designs of ((S(A) - S(C))^2 / 2 - index (S(A) - mean S(A))^2)^2 / (n (n - 1)))
 *         / variance of S(A)</pre>
 */
final class SobolIndices {
  /** Of the variance: beneath it is rounding, as in Xplique. */
  private static final double LEAST = 1e-12;

  private final double beside;
  private final double[] powers = new double[5];
  private final double[] halves;
  private final double[] squares;
  private final double[] first;
  private final double[] second;

  SobolIndices(int cells, double beside) {
    this.beside = beside;
    halves = new double[cells];
    squares = new double[cells];
    first = new double[cells];
    second = new double[cells];
  }

  /**
   * Adds designs.
   *
   * @param scores of A, and then of C for each cell, of one design after the other
   */
  void add(double[] scores) {
    for (int start = 0; start < scores.length; start += 1 + halves.length) {
      add(scores, start);
    }
  }

  private void add(double[] scores, int start) {
    double score = scores[start] - beside;
    double power = 1;
    for (int i = 0; i < powers.length; i++) {
      powers[i] += power;
      power *= score;
    }
    for (int cell = 0; cell < halves.length; cell++) {
      double difference = scores[start] - scores[start + 1 + cell];
      double half = difference * difference / 2;
      halves[cell] += half;
      squares[cell] += half * half;
      first[cell] += half * score;
      second[cell] += half * score * score;
    }
  }

  double index(int cell) {
    double designs = powers[0];
    return halves[cell] / designs / variance(Math.max(designs - 1, 1));
  }

  double standardError(int cell) {
    double designs = powers[0];
    double mean = powers[1] / designs;
    double spread = variance(designs);
    double index = halves[cell] / designs / spread;
    double product = second[cell] - 2 * mean * first[cell] + mean * mean * halves[cell];
    double fourth =
        powers[4]
            - 4 * mean * powers[3]
            + 6 * mean * mean * powers[2]
            - 3 * designs * mean * mean * mean * mean;
    double sum = squares[cell] - 2 * index * product + index * index * fourth;
    return Math.sqrt(Math.max(0, sum) / designs / (designs - 1)) / variance(designs - 1);
  }

  private double variance(double divisor) {
    double mean = powers[1] / powers[0];
    return Math.max(LEAST, (powers[2] - mean * powers[1]) / divisor);
  }

  double relativeError() {
    double errors = 0;
    double values = 0;
    for (int cell = 0; cell < halves.length; cell++) {
      errors += standardError(cell) * standardError(cell);
      values += index(cell) * index(cell);
    }
    return Rounds.ratio(errors, values);
  }
}
