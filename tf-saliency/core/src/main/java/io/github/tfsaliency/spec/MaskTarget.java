package io.github.tfsaliency.spec;

import com.google.common.base.Ascii;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.file.Npy;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.message.Message;
import java.nio.file.Path;
import org.tensorflow.ndarray.FloatNdArray;

/** The target that is a mean over the pixels of a mask. */
final class MaskTarget {
  private static final float HALF_WHITE = 127.5f;
  private static final String FILE = "file";
  private static final String CLASS = "class";

  static final SpecRow<Target.ClassMean> ROW =
      SpecRow.of("mask", "the mean of a class over the pixels of a mask", someMean())
          .withKeys(SpecKey.of(FILE, "FILE", new Keys()), SpecKey.shown(CLASS, "K"));

  private MaskTarget() {}

  /** Both keys must be given, so it only says of what class the row is. */
  private static Target.ClassMean someMean() {
    return (Target.ClassMean) Target.classMean(0, new boolean[][] {{true}});
  }

  /** The file and the class. */
  private static final class Keys implements SpecKey.Steps<Target.ClassMean> {
    @Override
    public Target.ClassMean read(Target.ClassMean current, SpecOptions options) {
      String file = options.required(FILE, SpecFormat.plainText());
      GivenInJava.requireNoArray(file, "Maybe save it with numpy.save, and write file=FILE.npy.");
      int classIndex = options.required(CLASS, SpecFormat.integer());
      options.requireAllUsed();
      return (Target.ClassMean)
          Target.classMean(classIndex, mask(file, options.files().find(file)), file);
    }

    @Override
    public Target.ClassMean write(
        Target.ClassMean whole, Target.ClassMean current, SpecWriter texts) {
      texts.put(
          FILE, () -> whole.file().orElseGet(() -> GivenInJava.array(whole.maskShape().asArray())));
      texts.put(CLASS, () -> Integer.toString(whole.classIndex()));
      return whole;
    }
  }

  /**
   * An array, by its name, counts where it is not zero, a picture where it is brighter than half
   * white.
   */
  private static boolean[][] mask(String name, Path file) {
    if (!Ascii.toLowerCase(name).endsWith(".npy")) {
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
