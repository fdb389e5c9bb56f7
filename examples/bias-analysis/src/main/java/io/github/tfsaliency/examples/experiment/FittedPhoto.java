package io.github.tfsaliency.examples.experiment;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.examples.model.PictureModel;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.image.PixelEncoding;
import java.nio.file.Path;
import java.util.Locale;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * A photograph of the size that a model takes.
 *
 * @param encoding the model's
 * @param input the photograph in it
 */
record FittedPhoto(PixelEncoding encoding, FloatNdArray input) {
  private static final CharMatcher PART_NAME =
      CharMatcher.inRange('a', 'z').or(CharMatcher.inRange('0', '9'));

  static FittedPhoto of(Model model, Path file) {
    return new FittedPhoto(PictureModel.encoding(model), model.encode(Picture.read(file)));
  }

  Picture picture() {
    return encoding.decode(input);
  }

  /** The file's name without the folder. */
  static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  /** The file's name as a part of the name of a part. */
  static String partName(Path file) {
    return PART_NAME.negate().replaceFrom(Ascii.toLowerCase(name(file)), '-');
  }

  /** How a pixel in 0..255 becomes a number, for captions. */
  static String text(PixelEncoding encoding) {
    double offset = encoding.offset().get(0);
    double scale = encoding.scale().get(0);
    boolean same =
        encoding.offset().stream().allMatch(each -> each == offset)
            && encoding.scale().stream().allMatch(each -> each == scale);
    return same
        ? String.format(Locale.ROOT, "(pixel - %s) / %s", number(offset), number(scale))
        : encoding.toJson();
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Figures.whole(value) : String.valueOf(value);
  }
}
