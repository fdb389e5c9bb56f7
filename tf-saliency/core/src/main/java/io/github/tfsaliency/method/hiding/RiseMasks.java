package io.github.tfsaliency.method.hiding;

import io.github.tfsaliency.sampling.Draws;
import io.github.tfsaliency.sampling.PixelGrid;
import java.util.SplittableRandom;

/**
 * The random masks of RISE. Each mask is made on request, because thousands would not fit into
 * memory.
 *
 * @param cells rows and columns of the coarse grid
 * @param keep the probability that a cell is kept
 * @param seed the seed of all masks
 * @param height the height of the image
 * @param width the width of the image, or the number of features
 * @param separate whether each element is a separate cell
 */
record RiseMasks(int cells, double keep, long seed, int height, int width, boolean separate) {
  static RiseMasks of(int cells, double keep, long seed, PixelGrid image) {
    return new RiseMasks(cells, keep, seed, image.height(), image.width(), image.features());
  }

  /** Groups have no neighbours, as features have none. */
  static RiseMasks ofGroups(double keep, long seed, int groups) {
    return new RiseMasks(groups, keep, seed, 1, groups, true);
  }

  /** How much of each pixel is kept, from 0 to 1. */
  float[] mask(int variant) {
    SplittableRandom random = Draws.of(seed, variant);
    return separate ? each(random) : upsampled(random);
  }

  /** Features have no neighbours, so each is a separate cell. */
  private float[] each(SplittableRandom random) {
    float[] mask = new float[height * width];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = random.nextDouble() < keep ? 1 : 0;
    }
    return mask;
  }

  private float[] upsampled(SplittableRandom random) {
    boolean[][] kept = new boolean[height == 1 ? 1 : cells][cells];
    for (boolean[] row : kept) {
      for (int column = 0; column < row.length; column++) {
        row[column] = random.nextDouble() < keep;
      }
    }
    double[] rows = positions(random, height, kept.length);
    double[] columns = positions(random, width, cells);
    float[] mask = new float[height * width];
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        mask[row * width + column] = interpolate(kept, rows[row], columns[column]);
      }
    }
    return mask;
  }

  /**
   * Where pixels lie on the coarse grid, which is enlarged by one cell more than the image has and
   * shifted by less than one.
   */
  private static double[] positions(SplittableRandom random, int size, int cells) {
    int cell = (size + cells - 1) / cells;
    int shift = random.nextInt(cell);
    double[] positions = new double[size];
    for (int i = 0; i < size; i++) {
      double position = (i + shift + 0.5) * cells / ((cells + 1) * cell) - 0.5;
      // mirrored about the centres of the outermost cells
      double inside = Math.abs(position);
      positions[i] = inside > cells - 1 ? Math.max(2 * (cells - 1) - inside, 0) : inside;
    }
    return positions;
  }

  private static float interpolate(boolean[][] kept, double row, double column) {
    int top = (int) row;
    int left = (int) column;
    int bottom = Math.min(top + 1, kept.length - 1);
    int right = Math.min(left + 1, kept[0].length - 1);
    double down = row - top;
    double across = column - left;
    double upper = (1 - across) * number(kept[top][left]) + across * number(kept[top][right]);
    double lower = (1 - across) * number(kept[bottom][left]) + across * number(kept[bottom][right]);
    return (float) ((1 - down) * upper + down * lower);
  }

  private static int number(boolean kept) {
    return kept ? 1 : 0;
  }
}
