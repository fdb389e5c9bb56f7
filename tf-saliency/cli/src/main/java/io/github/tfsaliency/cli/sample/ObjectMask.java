package io.github.tfsaliency.cli.sample;

import io.github.tfsaliency.image.Picture;
import java.nio.file.Path;
import org.tensorflow.ndarray.FloatNdArray;

/** Where a human says that the object is. */
public final class ObjectMask {
  private static final float HALF_WHITE = 127.5f;

  private final boolean[][] counts;

  private ObjectMask(boolean[][] counts) {
    this.counts = counts;
  }

  /** Reads a picture that is white on the object, cropped and resized as the photograph is. */
  public static ObjectMask read(Path file, PixelView pixels) {
    int height = Math.toIntExact(pixels.seen().get(0));
    int width = Math.toIntExact(pixels.seen().get(1));
    FloatNdArray values = Picture.read(file).fit(width, height).pixels();
    boolean[][] counts = new boolean[height][width];
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        counts[row][column] = values.getFloat(row, column, 1) > HALF_WHITE;
      }
    }
    return new ObjectMask(counts);
  }

  /** Rows of columns; not a copy. */
  boolean[][] pixels() {
    return counts;
  }
}
