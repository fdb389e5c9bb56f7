package io.github.tfsaliency.method;

import java.util.SplittableRandom;

/**
 * Random numbers that depend on a method's seed and the number of what is drawn, and on nothing
 * else: not on the place of a sample in its batch, nor on the chunks.
 */
final class Draws {
  /** Odd, and not what SplittableRandom steps by: no two streams are one stream shifted. */
  private static final long STRIDE = 0xD1B54A32D192ED03L;

  private Draws() {}

  static SplittableRandom of(long seed, int variant) {
    return new SplittableRandom(seed + variant * STRIDE);
  }
}
