package io.github.tfsaliency.examples.experiment;

import java.util.stream.IntStream;

/**
 * Where the features of a layer lie in the picture.
 *
 * @param height of the layer's maps
 * @param width of the layer's maps
 * @param channels how many maps
 * @param margin how many pixels a feature sees beyond those that it stands for, to each side
 */
record FeaturePlace(int height, int width, int channels, int margin) {
  int units() {
    return height * width * channels;
  }

  /**
   * The features of a region.
   *
   * @param mask rows of pixels, true on the object
   * @return indices into the layer's values, ascending
   */
  int[] unitsIn(Region region, boolean[][] mask) {
    return IntStream.range(0, units())
        .filter(unit -> contains(region, mask, unit / channels / width, unit / channels % width))
        .toArray();
  }

  private boolean contains(Region region, boolean[][] mask, int row, int column) {
    return switch (region) {
      case OBJECT -> nearest(mask, row, column);
      case BACKGROUND -> !nearest(mask, row, column);
      case BACKGROUND_ALONE -> !sees(mask, row, column);
    };
  }

  private boolean nearest(boolean[][] mask, int row, int column) {
    int y = (2 * row + 1) * mask.length / (2 * height);
    int x = (2 * column + 1) * mask[y].length / (2 * width);
    return mask[y][x];
  }

  private boolean sees(boolean[][] mask, int row, int column) {
    int down = mask.length / height;
    int across = mask[0].length / width;
    int bottom = Math.min(mask.length, (row + 1) * down + margin);
    int right = Math.min(mask[0].length, (column + 1) * across + margin);
    for (int y = Math.max(0, row * down - margin); y < bottom; y++) {
      for (int x = Math.max(0, column * across - margin); x < right; x++) {
        if (mask[y][x]) {
          return true;
        }
      }
    }
    return false;
  }
}
