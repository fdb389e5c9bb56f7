package io.github.tfsaliency.metric;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

/** One number for each pixel of a picture. */
final class PixelMap {
  private final int height;
  private final int width;
  private final double[] values;

  PixelMap(int height, int width, double[] values) {
    this.height = height;
    this.width = width;
    this.values = values;
  }

  /** The relevance of each pixel. */
  static PixelMap of(FloatNdArray map, Pooling pooling) {
    Shape shape = map.shape();
    checkArgument(
        (shape.numDimensions() == 3 || shape.numDimensions() == 2) && shape.size() > 0,
        "The map has the shape %s, but must have the shape [H, W, C] or [H, W].\n"
            + "Maybe get one sample of a batch with Attribution.sample(int).",
        shape);
    int channels = shape.numDimensions() == 3 ? Math.toIntExact(shape.get(2)) : 1;
    return new PixelMap(
        Math.toIntExact(shape.get(0)),
        Math.toIntExact(shape.get(1)),
        pooling.pixels(Elements.finite(map, "map"), channels));
  }

  int height() {
    return height;
  }

  int width() {
    return width;
  }

  /** In row-major order; not a copy. */
  double[] values() {
    return values;
  }

  double get(int row, int column) {
    return values[row * width + column];
  }

  /** The pixel at a place, or the nearest one if it lies outside. */
  double nearest(int row, int column) {
    return get(Math.max(0, Math.min(height - 1, row)), Math.max(0, Math.min(width - 1, column)));
  }

  PixelMap line(double slope, double offset) {
    double[] line = new double[values.length];
    for (int i = 0; i < line.length; i++) {
      line[i] = slope * values[i] + offset;
    }
    return new PixelMap(height, width, line);
  }

  double largestMagnitude() {
    double max = 0;
    for (double value : values) {
      max = Math.max(max, Math.abs(value));
    }
    return max;
  }

  /** Refuses a mask of another size, and an empty one; gives the number of pixels that count. */
  @CanIgnoreReturnValue
  int checkMask(boolean[][] mask) {
    checkArgument(
        mask.length == height,
        "The mask has %s rows, the map has %s.\nMaybe resize the mask.",
        mask.length,
        height);
    int count = 0;
    for (int row = 0; row < height; row++) {
      checkArgument(
          mask[row].length == width,
          "Row %s of the mask has %s columns, the map has %s.\nMaybe resize the mask.",
          row,
          mask[row].length,
          width);
      for (boolean counts : mask[row]) {
        count += counts ? 1 : 0;
      }
    }
    checkArgument(count > 0, "No pixel of the mask counts.");
    return count;
  }
}
