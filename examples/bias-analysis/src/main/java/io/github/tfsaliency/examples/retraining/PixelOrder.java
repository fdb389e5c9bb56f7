package io.github.tfsaliency.examples.retraining;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The pixels of a picture by relevance.
 *
 * @param pixels all of them, the most relevant first; ties in an order drawn from the seed, as any
 *     order by place would remove a region that the map does not name
 * @param zeros how many have no relevance at all
 */
record PixelOrder(ImmutableIntArray pixels, int zeros) {
  private static final int HALF = 32;

  /**
   * Sorts the pixels of one picture.
   *
   * @param relevance of each pixel, at least 0
   * @param seed of the order of ties
   */
  static PixelOrder of(float[] relevance, long seed) {
    int[] ties = new int[relevance.length];
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < ties.length; i++) {
      int other = random.nextInt(i + 1);
      ties[i] = ties[other];
      ties[other] = i;
    }
    // Bits of floats that are not negative sort as the floats do.
    long[] keys = new long[relevance.length];
    int zeros = 0;
    for (int place = 0; place < keys.length; place++) {
      float value = relevance[ties[place]];
      checkArgument(value >= 0, "A relevance is %s, not at least 0.", value);
      keys[place] = (long) Float.floatToIntBits(value + 0f) << HALF | place;
      zeros += value == 0 ? 1 : 0;
    }
    Arrays.sort(keys);
    ImmutableIntArray.Builder pixels = ImmutableIntArray.builder(keys.length);
    for (int i = keys.length - 1; i >= 0; i--) {
      pixels.add(ties[(int) keys[i]]);
    }
    return new PixelOrder(pixels.build(), zeros);
  }
}
