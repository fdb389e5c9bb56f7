package io.github.tfsaliency.examples.cli;

import com.google.common.base.Ascii;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.message.Message;
import java.nio.file.Path;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * A target as it is written on the command line: {@code top}, an index, a label, {@code
 * pixel:row=R,column=C,class=K} or {@code mask:file=FILE,class=K}.
 */
final class TargetSpec {
  private static final float HALF_WHITE = 127.5f;

  private TargetSpec() {}

  /**
   * Reads a target.
   *
   * @throws IllegalArgumentException if a key or a value is wrong
   * @throws SaliencyException if the mask cannot be read
   */
  static Target parse(String text) {
    if (text.equals("top")) {
      return Target.top();
    }
    if (text.matches("-?\\d{1,18}")) {
      return Target.classIndex(Long.parseLong(text));
    }
    if (text.startsWith("pixel:")) {
      SpecOptions options = new SpecOptions("target 'pixel'", text.substring("pixel:".length()));
      Target target =
          Target.pixel(
              options.requiredInteger("row"),
              options.requiredInteger("column"),
              options.requiredInteger("class"));
      options.requireAllUsed();
      return target;
    }
    if (text.startsWith("mask:")) {
      SpecOptions options = new SpecOptions("target 'mask'", text.substring("mask:".length()));
      Path file = Path.of(options.requiredText("file"));
      int classIndex = options.requiredInteger("class");
      options.requireAllUsed();
      return Target.classMean(classIndex, mask(file));
    }
    return Target.label(text);
  }

  /** An array counts where it is not zero, a picture where it is brighter than half white. */
  private static boolean[][] mask(Path file) {
    if (!Ascii.toLowerCase(file.toString()).endsWith(".npy")) {
      FloatNdArray pixels = Picture.read(file).pixels();
      return mask(pixels, (row, column) -> pixels.getFloat(row, column, 1) > HALF_WHITE);
    }
    FloatNdArray values = Npy.read(file);
    if (values.rank() != 2) {
      throw new SaliencyException(
          Message.of("The mask '%s' has the shape %s, but must be [H, W].", file, values.shape()));
    }
    return mask(values, (row, column) -> values.getFloat(row, column) != 0);
  }

  /** Whether a pixel counts. */
  private interface Counts {
    boolean at(int row, int column);
  }

  private static boolean[][] mask(FloatNdArray values, Counts counts) {
    int height = Math.toIntExact(values.shape().get(0));
    int width = Math.toIntExact(values.shape().get(1));
    boolean[][] mask = new boolean[height][width];
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        mask[row][column] = counts.at(row, column);
      }
    }
    return mask;
  }
}
