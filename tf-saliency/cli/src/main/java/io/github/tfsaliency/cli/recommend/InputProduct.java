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

  /** Of fewer places every second one does. */
  private static final int FEW = 50;

  /** Each zeroes other places. */
  private static final int DRAWS = 5;

  /** Fewer values that were not zero before prove nothing. */
  private static final int ENOUGH = 5;

  private static final double ROUNDING = 1e-9;

  private InputProduct() {}

  static boolean isIn(ExplainedMap map, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int seen = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      int lost = lostOrNone(map, random);
      if (lost < 0) {
        return false;
      }
      seen += lost;
    }
    return seen >= ENOUGH;
  }

  /**
   * Zeroes some places of the input.
   *
   * @return how many values of the map became zero there; negative if one did not
   */
  private static int lostOrNone(ExplainedMap map, SplittableRandom random) {
    FloatNdArray input = map.input();
    Shape shape = input.shape();
    int channels = Math.toIntExact(shape.get(2));
    float[] values = PixelView.floats(input);
    boolean[] zeroed = new boolean[values.length / channels];
    for (int place = 0; place < zeroed.length; place++) {
      zeroed[place] = random.nextInt(zeroed.length < FEW ? 2 : EVERY) == 0;
      for (int channel = 0; zeroed[place] && channel < channels; channel++) {
        values[place * channels + channel] = 0;
      }
    }
    FloatNdArray changed =
        map.maps().maps(NdArrays.wrap(shape.prepend(1), DataBuffers.of(values, true, false)));
    return lostOrNone(Attribution.of(changed.get(0)), map.map(), zeroed);
  }

  private static int lostOrNone(Attribution changed, Attribution original, boolean... zeroed) {
    float[] after = changed.toArray();
    float[] before = original.toArray();
    int each = after.length / zeroed.length;
    double largest = largest(after);
    if (largest == 0) {
      // The decision itself is gone, which says nothing of zeros.
      return 0;
    }
    double leastBefore = ROUNDING * largest(before);
    int lost = 0;
    for (int i = 0; i < after.length; i++) {
      if (zeroed[i / each]) {
        if (Math.abs(after[i]) > ROUNDING * largest) {
          return -1;
        }
        lost += Math.abs(before[i]) > leastBefore ? 1 : 0;
      }
    }
    return lost;
  }

  private static double largest(float[] values) {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
