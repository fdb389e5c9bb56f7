package io.github.tfsaliency.export;

import com.google.common.primitives.Floats;
import io.github.tfsaliency.image.PixelEncoding;
import java.util.ArrayList;
import java.util.List;

/**
 * The input of a model for encoded pictures.
 *
 * @param name the input's name
 * @param width of the pictures
 * @param height of the pictures
 * @param channelsFirst whether the file has {@code [N, 3, H, W]}
 * @param encoding of the pixels
 */
public record EncodedInput(
    String name, int width, int height, boolean channelsFirst, PixelEncoding encoding) {
  private static final int LEVELS = 256;

  /** The values of all pixels, of one channel after the other in the model's order. */
  float[] table() {
    List<Float> values = new ArrayList<>();
    for (int channel = 0; channel < 3; channel++) {
      for (int pixel = 0; pixel < LEVELS; pixel++) {
        values.add(encoding.encode(channel, pixel));
      }
    }
    return Floats.toArray(values);
  }

  /** Where each channel's values begin in the table. */
  int[] starts() {
    return new int[] {0, LEVELS, 2 * LEVELS};
  }

  /** Where each of the model's channels lies among red, green, blue. */
  int[] order() {
    return new int[] {
      encoding.channels().rgbIndex(0),
      encoding.channels().rgbIndex(1),
      encoding.channels().rgbIndex(2)
    };
  }
}
