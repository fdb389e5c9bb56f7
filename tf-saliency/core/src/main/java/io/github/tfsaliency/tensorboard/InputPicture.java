package io.github.tfsaliency.tensorboard;

import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.image.PixelEncoding;
import java.util.Optional;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** An input as the network sees it, as a picture. */
final class InputPicture {
  private static final int WHITE = 255;

  private InputPicture() {}

  /**
   * Decodes the input where its encoding is known; else its smallest value is black, its largest
   * white, and more or fewer than three channels are averaged to grey.
   *
   * @param sample {@code [H, W, C]}, finite
   * @param encoding how the model encodes pixels
   */
  static Picture of(FloatNdArray sample, Optional<PixelEncoding> encoding) {
    boolean colours = sample.shape().get(2) == 3;
    return colours && encoding.isPresent() ? encoding.get().decode(sample) : scaled(sample);
  }

  private static Picture scaled(FloatNdArray sample) {
    Shape shape = sample.shape();
    float[] values = new float[Math.toIntExact(sample.size())];
    sample.copyTo(DataBuffers.of(values, false, false));
    int channels = Math.toIntExact(shape.get(2));
    float[] pixels = channels == 3 ? values : grey(values, channels);
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (float value : pixels) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    double range = high > low ? high - low : 1;
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) ((pixels[i] - low) / range * WHITE);
    }
    return Picture.of(
        NdArrays.wrap(
            Shape.of(shape.get(0), shape.get(1), 3), DataBuffers.of(pixels, true, false)));
  }

  private static float[] grey(float[] values, int channels) {
    float[] pixels = new float[values.length / channels * 3];
    for (int i = 0; i < pixels.length; i++) {
      double sum = 0;
      for (int c = 0; c < channels; c++) {
        sum += values[i / 3 * channels + c];
      }
      pixels[i] = (float) (sum / channels);
    }
    return pixels;
  }
}
