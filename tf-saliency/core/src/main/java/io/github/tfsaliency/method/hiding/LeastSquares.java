package io.github.tfsaliency.method.hiding;

import java.util.Optional;

/** Weighted least squares by their normal equations, in double precision. */
final class LeastSquares {
  /** Of a diagonal element: what is left of it beneath that is rounding. */
  private static final double SINGULAR = 1e-11;

  private final int unknowns;
  private final double[][] matrix;
  private final double[] right;

  LeastSquares(int unknowns) {
    this.unknowns = unknowns;
    matrix = new double[unknowns][unknowns];
    right = new double[unknowns];
  }

  /** Asks that the row times the unknowns be the value. */
  void add(double[] row, double value, double weight) {
    for (int i = 0; i < unknowns; i++) {
      double weighted = weight * row[i];
      if (weighted != 0) {
        right[i] += weighted * value;
        for (int j = 0; j <= i; j++) {
          matrix[i][j] += weighted * row[j];
        }
      }
    }
  }

  /**
   * Finds the unknowns by a Cholesky decomposition.
   *
   * @param ridge what the square of each unknown costs
   * @return empty if the rows do not determine them
   */
  Optional<Solution> solve(double ridge) {
    double[][] lower = new double[unknowns][unknowns];
    for (int i = 0; i < unknowns; i++) {
      for (int j = 0; j <= i; j++) {
        double rest = matrix[i][j] + (i == j ? ridge : 0);
        double before = rest;
        for (int k = 0; k < j; k++) {
          rest -= lower[i][k] * lower[j][k];
        }
        if (i != j) {
          lower[i][j] = rest / lower[j][j];
        } else if (rest > SINGULAR * before) {
          lower[i][i] = Math.sqrt(rest);
        } else {
          return Optional.empty();
        }
      }
    }
    return Optional.of(new Solution(lower, solve(lower, right)));
  }

  /**
   * The solution of the equations.
   *
   * @param lower the lower factor of the decomposition
   * @param values the values of the unknowns
   */
  @SuppressWarnings("ArrayRecordComponent") // lives for one call, and is never compared
  record Solution(double[][] lower, double[] values) {
    /** By how much each unknown changes with the weighted residual of a row. */
    double[] response(double[] row) {
      return solve(lower, row);
    }
  }

  private static double[] solve(double[][] lower, double[] right) {
    return backward(lower, forward(lower, right));
  }

  private static double[] forward(double[][] lower, double[] right) {
    double[] solved = right.clone();
    for (int i = 0; i < solved.length; i++) {
      for (int j = 0; j < i; j++) {
        solved[i] -= lower[i][j] * solved[j];
      }
      solved[i] /= lower[i][i];
    }
    return solved;
  }

  private static double[] backward(double[][] lower, double[] values) {
    double[] solved = values.clone();
    for (int i = solved.length - 1; i >= 0; i--) {
      for (int j = i + 1; j < solved.length; j++) {
        solved[i] -= lower[j][i] * solved[j];
      }
      solved[i] /= lower[i][i];
    }
    return solved;
  }
}
