package io.github.tfsaliency.examples.cli;

import com.google.common.base.Ascii;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.image.Picture;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * A file to explain.
 *
 * @param file as it was given
 * @param values in the model's own units, with or without the batch dimension
 * @param picture the photograph, or null for an array
 * @param sampleCount how many samples the values hold
 */
record ExplainInput(Path file, FloatNdArray values, @Nullable Picture picture, int sampleCount) {
  static ExplainInput read(Path file, Model model) {
    if (Ascii.toLowerCase(file.toString()).endsWith(".npy")) {
      FloatNdArray values = Npy.read(file);
      boolean batch =
          model.inputShape().isUnknown()
              || values.shape().numDimensions() == model.inputShape().numDimensions();
      int samples = batch ? Math.toIntExact(values.shape().get(0)) : 1;
      return new ExplainInput(file, values, null, samples);
    }
    Picture picture = Picture.read(file);
    return new ExplainInput(file, model.encode(picture), picture, 1);
  }
}
