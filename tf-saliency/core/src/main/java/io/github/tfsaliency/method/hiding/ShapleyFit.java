package io.github.tfsaliency.method.hiding;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Weighted regression under the condition that the values sum to a difference: the last value is
 * the difference minus the other values, so the sum is right for any draws.
 *
 * @param values the values of the segments
 * @param standardErrors the standard errors of the values
 */
@SuppressWarnings("ArrayRecordComponent") // lives for one call, and is never compared
record ShapleyFit(double[] values, double[] standardErrors) {
  /** Coalitions that were drawn together, a pair that is one row and its opposite. */
  private static final class Pair {
    private final double[] move;
    private double leverage;
    private int draws;

    Pair(int players) {
      move = new double[players];
    }
  }

  /**
   * Fits the scores of coalitions.
   *
   * @param scores one for each coalition, or more
   * @param empty the score of no segment
   * @param difference of all segments from none
   * @return empty if the coalitions do not determine the values
   */
  static Optional<ShapleyFit> of(
      List<Coalition> coalitions, int players, double[] scores, double empty, double difference) {
    int last = players - 1;
    LeastSquares free = new LeastSquares(last);
    double[] rests = new double[coalitions.size()];
    for (int i = 0; i < rests.length; i++) {
      boolean keepsLast = coalitions.get(i).kept().get(last);
      rests[i] = scores[i] - empty - (keepsLast ? difference : 0);
      free.add(row(coalitions.get(i), players), rests[i], coalitions.get(i).weight());
    }
    return free.solve(0).map(solution -> of(coalitions, players, rests, difference, solution));
  }

  private static ShapleyFit of(
      List<Coalition> coalitions,
      int players,
      double[] rests,
      double difference,
      LeastSquares.Solution solution) {
    Map<BitSet, Pair> pairs = new LinkedHashMap<>();
    for (int i = 0; i < coalitions.size(); i++) {
      Coalition coalition = coalitions.get(i);
      double[] row = row(coalition, players);
      double[] response = withLast(solution.response(row), 0);
      double residual = rests[i] - Influences.product(row, solution.values());
      Pair pair =
          pairs.computeIfAbsent(withoutLast(coalition.kept(), players), any -> new Pair(players));
      pair.leverage += coalition.weight() * Influences.product(row, response);
      pair.draws = Math.max(pair.draws, coalition.draws());
      for (int player = 0; player < players; player++) {
        pair.move[player] += coalition.weight() * residual * response[player];
      }
    }
    Influences influences = new Influences(players);
    pairs.values().forEach(pair -> influences.add(pair.move, pair.leverage, pair.draws));
    return new ShapleyFit(withLast(solution.values(), difference), influences.standardErrors());
  }

  /** Which others are kept, without or instead of the last one. */
  private static double[] row(Coalition coalition, int players) {
    double[] all = coalition.row(players);
    double[] row = new double[players - 1];
    for (int player = 0; player < row.length; player++) {
      row[player] = all[player] - all[players - 1];
    }
    return row;
  }

  private static double[] withLast(double[] others, double sum) {
    double[] all = new double[others.length + 1];
    double rest = sum;
    for (int player = 0; player < others.length; player++) {
      all[player] = others[player];
      rest -= others[player];
    }
    all[others.length] = rest;
    return all;
  }

  /** The same for a coalition and its complement. */
  private static BitSet withoutLast(BitSet kept, int players) {
    BitSet same = (BitSet) kept.clone();
    if (kept.get(players - 1)) {
      same.flip(0, players);
    }
    return same;
  }

  double relativeError() {
    return SegmentGame.Estimate.relativeError(values, standardErrors);
  }
}
