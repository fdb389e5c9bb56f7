package io.github.tfsaliency.examples.bias;

import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.metric.ZeroPointRatio;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;

/** Shows where a photograph's channel values lie near an encoding's zero. */
final class BlindZone {
  private static final float WHITE = 255;

  private BlindZone() {}

  /** Darker the more of a pixel's channels lie near the zero; white where none does. */
  static Picture of(FloatNdArray brightness, double zero) {
    FloatNdArray shown = NdArrays.ofFloats(brightness.shape());
    long channels = brightness.shape().get(2);
    brightness
        .elements(1)
        .forEachIndexed(
            (position, pixel) -> {
              int near = 0;
              for (long c = 0; c < channels; c++) {
                if (Math.abs(pixel.getFloat(c) - zero) <= ZeroPointRatio.DEFAULT_RADIUS) {
                  near++;
                }
              }
              float grey = WHITE * (channels - near) / channels;
              for (long c = 0; c < channels; c++) {
                shown.setFloat(grey, position[0], position[1], c);
              }
            });
    return Picture.of(shown);
  }
}
