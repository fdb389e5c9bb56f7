package io.github.tfsaliency.method.hiding;

import java.util.Arrays;

/**
 * The Hilbert-Schmidt independence criterion of scores and kept cells, by the biased estimate tr(K
 * H L H) / n^2 with H = 1 - 1/n.
 *
 * <p>The kernel of a cell is 3/2 for two masks that agree at the cell, and 1/2 otherwise: 1 + s s'
 * / 2 with s = 1 or -1. H removes the constant, and s s' / 2 remains. So the trace is a sum over
 * pairs of masks and needs no matrix.
 */
final class Dependence {
  private Dependence() {}

  /**
   * Of each cell.
   *
   * @param kept of each mask the cells that it keeps
   * @param scores of the masks
   */
  static double[] of(boolean[][] kept, double[] scores) {
    int masks = scores.length;
    int cells = kept[0].length;
    double[][] signs = centred(kept, cells);
    double width = median(scores);
    double[] sums = new double[cells];
    for (int i = 0; i < masks; i++) {
      double[] weighted = new double[cells];
      for (int j = 0; j < i; j++) {
        double kernel = kernel(scores[i] - scores[j], width);
        for (int cell = 0; cell < cells; cell++) {
          weighted[cell] += kernel * signs[j][cell];
        }
      }
      for (int cell = 0; cell < cells; cell++) {
        sums[cell] += signs[i][cell] * (weighted[cell] + signs[i][cell] / 2);
      }
    }
    for (int cell = 0; cell < cells; cell++) {
      // half of what the kernel leaves, twice for the pairs (i, j) and (j, i)
      sums[cell] /= (double) masks * masks;
    }
    return sums;
  }

  private static double[][] centred(boolean[][] kept, int cells) {
    double[] mean = new double[cells];
    for (boolean[] mask : kept) {
      for (int cell = 0; cell < cells; cell++) {
        mean[cell] += (mask[cell] ? 1.0 : -1.0) / kept.length;
      }
    }
    double[][] signs = new double[kept.length][cells];
    for (int i = 0; i < kept.length; i++) {
      for (int cell = 0; cell < cells; cell++) {
        signs[i][cell] = (kept[i][cell] ? 1 : -1) - mean[cell];
      }
    }
    return signs;
  }

  /** A width of 0 leaves the scores that are equal. */
  private static double kernel(double difference, double width) {
    double ratio = difference / width;
    return difference == 0 ? 1 : Math.exp(-ratio * ratio / 2);
  }

  private static double median(double[] scores) {
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
