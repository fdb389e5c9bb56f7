package io.github.tfsaliency.attribution;

import static io.github.tfsaliency.message.Checks.checkArgument;

import java.io.Serializable;
import java.util.BitSet;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * Some of the pixels of an image; a value.
 *
 * @param height number of rows
 * @param width number of columns
 * @param pixels the chosen pixels, in row-major order; never changed
 */
record PixelMask(int height, int width, BitSet pixels) implements Serializable {
  PixelMask {
    pixels = (BitSet) pixels.clone();
    checkArgument(!pixels.isEmpty(), "No pixel of the mask counts.");
    checkArgument(
        height > 0 && width > 0 && pixels.length() <= (long) height * width,
        "A mask of %s rows and %s columns has no pixel %s.",
        height,
        width,
        pixels.length() - 1);
  }

  static PixelMask of(boolean[][] mask) {
    int width = mask.length == 0 ? 0 : mask[0].length;
    BitSet pixels = new BitSet();
    for (int row = 0; row < mask.length; row++) {
      checkArgument(
          mask[row].length == width,
          "Row %s of the mask has %s columns, the first row has %s.",
          row,
          mask[row].length,
          width);
      for (int column = 0; column < width; column++) {
        pixels.set(row * width + column, mask[row][column]);
      }
    }
    return new PixelMask(mask.length, width, pixels);
  }

  private void requireSize(int outputHeight, int outputWidth) {
    checkArgument(
        height == outputHeight && width == outputWidth,
        "The mask has %s rows and %s columns, the output has %s and %s.\nMaybe resize the mask.",
        height,
        width,
        outputHeight,
        outputWidth);
  }

  /** Gives each output of a class its share of their mean. */
  void addMean(FloatNdArray weights, PixelOutputs outputs, int classIndex) {
    requireSize(outputs.height(), outputs.width());
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        if (counts(row, column)) {
          weights.setFloat(1f / count(), outputs.index(row, column, classIndex));
        }
      }
    }
  }

  private boolean counts(int row, int column) {
    return pixels.get(row * width + column);
  }

  int count() {
    return pixels.cardinality();
  }
}
