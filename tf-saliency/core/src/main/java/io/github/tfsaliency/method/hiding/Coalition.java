package io.github.tfsaliency.method.hiding;

import java.util.BitSet;

/**
 * Some of the segments, with a weight.
 *
 * @param kept the segments that are not hidden; never changed
 * @param weight the weight in a sum over coalitions
 * @param draws how often it was drawn at random; 0 for a coalition that every seed includes
 */
record Coalition(BitSet kept, double weight, int draws) {
  /** One for each segment that is kept, zero for the others. */
  double[] row(int players) {
    double[] row = new double[players];
    kept.stream().forEach(player -> row[player] = 1);
    return row;
  }
}
