package io.github.tfsaliency.method.hiding;

import java.util.ArrayList;
import java.util.List;

/**
 * The influence of each row on the unknowns of a regression, and their standard errors. The only
 * assumption is that the rows are drawn independently.
 *
 * <pre>
 * t_i = B^-1 x_i w_i e_i / sqrt(1 - h_i), with B = X'WX + ridge and h_i = w_i x_i' B^-1 x_i
 * standard errors: sqrt(n / (n - 1) sum over i of (t_i - mean t)^2)</pre>
 *
 * <p>The score of a model is a function of the row without noise. The residuals e come from its
 * nonlinearity, and their size depends on the row. So the usual error, with one variance for all
 * rows, is wrong. A fitted residual is too small by sqrt(1 - h) on average, so it is divided by
 * this.
 *
 * <p>Sources: White, <i>A Heteroskedasticity-Consistent Covariance Matrix Estimator</i>,
 * Econometrica 1980; MacKinnon, White, <i>Some Heteroskedasticity-Consistent Covariance Matrix
 * Estimators with Improved Finite Sample Properties</i>, Journal of Econometrics 1985 (HC2).
 */
final class Influences {
  private static final double ROUNDING = 1e-9;

  private final int unknowns;
  private final List<double[]> moves = new ArrayList<>();
  private final List<Integer> counts = new ArrayList<>();

  Influences(int unknowns) {
    this.unknowns = unknowns;
  }

  /**
   * Adds a row.
   *
   * @param move B^-1 x w e, of all its draws together
   * @param leverage h, of all its draws together
   * @param count how often it was drawn; what is there without a draw moves nothing
   */
  void add(double[] move, double leverage, int count) {
    if (count == 0) {
      return;
    }
    double[] each = new double[unknowns];
    double left = count - leverage;
    for (int i = 0; i < unknowns; i++) {
      // a row that alone determines an unknown says nothing of its error
      each[i] = left > ROUNDING ? move[i] / Math.sqrt(count * left) : 0;
    }
    moves.add(each);
    counts.add(count);
  }

  /** Of each unknown. */
  double[] standardErrors() {
    double draws = counts.stream().mapToInt(count -> count).sum();
    double[] errors = new double[unknowns];
    for (int i = 0; i < unknowns; i++) {
      double sum = 0;
      double squares = 0;
      for (int k = 0; k < moves.size(); k++) {
        double move = moves.get(k)[i];
        sum += counts.get(k) * move;
        squares += counts.get(k) * move * move;
      }
      double beside = draws > 1 ? (squares - sum * sum / draws) * draws / (draws - 1) : squares;
      errors[i] = Math.sqrt(Math.max(0, beside));
    }
    return errors;
  }

  static double product(double[] left, double[] right) {
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += left[i] * right[i];
    }
    return sum;
  }
}
