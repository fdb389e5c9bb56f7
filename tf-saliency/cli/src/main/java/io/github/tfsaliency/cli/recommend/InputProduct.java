package io.github.tfsaliency.cli.recommend;

import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.cli.sample.ExplainedMap;
import io.github.tfsaliency.cli.sample.PixelView;
import java.util.SplittableRandom;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * Whether a method multiplies by the input: some places of the input become 0, and the map is 0 at
 * all of them, where it was not before.
 */
final class InputProduct {
  /** One place in so many becomes zero. */
  private static final int EVERY = 10;

  /** Fewer values that were not zero prove nothing. */
  private static final int ENOUGH = 5;

  private static final double ROUNDING = 1e-9;

  private InputProduct() {}

  static boolean isIn(ExplainedMap map, long seed) {
    FloatNdArray input = map.input();
    Shape shape = input.shape();
    int channels = Math.toIntExact(shape.get(2));
    float[] values = PixelView.floats(input);
    boolean[] zeroed = new boolean[values.length / channels];
    SplittableRandom random = new SplittableRandom(seed);
    for (int place = 0; place < zeroed.length; place++) {
      zeroed[place] = random.nextInt(zeroed.length < ENOUGH * EVERY ? 2 : EVERY) == 0;
      for (int channel = 0; zeroed[place] && channel < channels; channel++) {
        values[place * channels + channel] = 0;
      }
    }
    FloatNdArray changed =
        map.maps().maps(NdArrays.wrap(shape.prepend(1), DataBuffers.of(values, true, false)));
    return isBlind(Attribution.of(changed.get(0)), map.map(), zeroed);
  }

  private static boolean isBlind(Attribution changed, Attribution original, boolean... zeroed) {
    float[] after = changed.toArray();
    float[] before = original.toArray();
    int each = after.length / zeroed.length;
    double least = ROUNDING * largest(after);
    double leastBefore = ROUNDING * largest(before);
    int seen = 0;
    for (int i = 0; i < after.length; i++) {
      if (zeroed[i / each]) {
        if (Math.abs(after[i]) > least) {
          return false;
        }
        seen += Math.abs(before[i]) > leastBefore ? 1 : 0;
      }
    }
    return seen >= ENOUGH || (seen > 0 && zeroed.length < ENOUGH * EVERY);
  }

  private static double largest(float[] values) {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
