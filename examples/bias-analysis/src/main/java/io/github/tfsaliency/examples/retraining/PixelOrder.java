package io.github.tfsaliency.examples.retraining;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.primitives.ImmutableIntArray;
import io.github.tfsaliency.examples.training.Dataset;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

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
   * @param relevance of each pixel
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
    long[] keys = new long[relevance.length];
    int zeros = 0;
    for (int place = 0; place < keys.length; place++) {
      float value = relevance[ties[place]];
      checkArgument(!Float.isNaN(value), "A relevance is %s.", value);
      int bits = Float.floatToIntBits(value + 0f);
      // Bits of floats sort as the floats do once those of negative ones are turned.
      keys[place] = (long) (bits < 0 ? bits ^ Integer.MAX_VALUE : bits) << HALF | place;
      zeros += value == 0 ? 1 : 0;
    }
    Arrays.sort(keys);
    ImmutableIntArray.Builder pixels = ImmutableIntArray.builder(keys.length);
    for (int i = keys.length - 1; i >= 0; i--) {
      pixels.add(ties[(int) keys[i]]);
    }
    return new PixelOrder(pixels.build(), zeros);
  }

  /**
   * Sorts the pixels of each picture by |A|, summed over the channels.
   *
   * @param maps one value for each of the pictures'
   * @param pictures what the maps are of
   * @param seed of the order of ties
   */
  static List<PixelOrder> ofMagnitudes(float[] maps, Dataset pictures, long seed) {
    return of(maps, pictures, Math::abs, seed);
  }

  /** The same by A, so that what speaks most against the class comes last. */
  static List<PixelOrder> ofSums(float[] maps, Dataset pictures, long seed) {
    return of(maps, pictures, value -> value, seed);
  }

  private static List<PixelOrder> of(
      float[] maps, Dataset pictures, DoubleUnaryOperator summand, long seed) {
    int pixels = Math.toIntExact(pictures.pictureShape().take(2).size());
    int channels = Math.toIntExact(pictures.pictureShape().get(2));
    return IntStream.range(0, pictures.size())
        .mapToObj(
            i -> {
              float[] relevance = new float[pixels];
              for (int k = 0; k < pixels * channels; k++) {
                relevance[k / channels] +=
                    (float) summand.applyAsDouble(maps[i * pixels * channels + k]);
              }
              return of(relevance, seed + i);
            })
        .toList();
  }
}
