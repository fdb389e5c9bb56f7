package io.github.tfsaliency.method.hiding;

import java.util.List;

/**
 * Ridge regression with an intercept, which costs nothing: that is, about the means.
 *
 * @param values of the segments
 * @param standardErrors of these
 */
@SuppressWarnings("ArrayRecordComponent") // lives for one call, and is never compared
record LimeFit(double[] values, double[] standardErrors) {
  private static final double RIDGE = 1;

  /**
   * Fits the scores of variants.
   *
   * @param coalitions what each variant keeps
   * @param scores one for each coalition, or more
   */
  static LimeFit of(List<Coalition> coalitions, int players, double[] scores) {
    double total = 0;
    double meanScore = 0;
    double[] meanRow = new double[players];
    for (int i = 0; i < coalitions.size(); i++) {
      double weight = coalitions.get(i).weight();
      total += weight;
      meanScore += weight * scores[i];
      coalitions.get(i).kept().stream().forEach(player -> meanRow[player] += weight);
    }
    for (int player = 0; player < players; player++) {
      meanRow[player] /= total;
    }
    meanScore /= total;
    LeastSquares centred = new LeastSquares(players);
    for (int i = 0; i < coalitions.size(); i++) {
      Coalition coalition = coalitions.get(i);
      centred.add(row(coalition, meanRow), scores[i] - meanScore, coalition.weight());
    }
    // the ridge makes every matrix regular
    LeastSquares.Solution solution = centred.solve(RIDGE).orElseThrow();
    Influences influences = new Influences(players);
    for (int i = 0; i < coalitions.size(); i++) {
      double weight = coalitions.get(i).weight();
      double[] row = row(coalitions.get(i), meanRow);
      double[] response = solution.response(row);
      double residual =
          weight * (scores[i] - meanScore - Influences.product(row, solution.values()));
      double leverage = weight * (1 / total + Influences.product(row, response));
      for (int player = 0; player < players; player++) {
        response[player] *= residual;
      }
      influences.add(response, leverage, coalitions.get(i).draws());
    }
    return new LimeFit(solution.values(), influences.standardErrors());
  }

  private static double[] row(Coalition coalition, double[] mean) {
    double[] row = coalition.row(mean.length);
    for (int player = 0; player < row.length; player++) {
      row[player] -= mean[player];
    }
    return row;
  }

  double relativeError() {
    return SegmentGame.Estimate.relativeError(values, standardErrors);
  }
}
