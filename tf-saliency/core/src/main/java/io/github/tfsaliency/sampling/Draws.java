package io.github.tfsaliency.sampling;

import java.util.SplittableRandom;

/**
 * Random numbers that depend on a method's seed and the number of what is drawn, and on nothing
 * else: not on the place of a sample in its batch, nor on the chunks.
 */
public final class Draws {
  /** Odd, and not what SplittableRandom steps by: no two streams are one stream shifted. */
  private static final long STRIDE = 0xD1B54A32D192ED03L;

  private Draws() {}

  /**
   * The random numbers of one draw.
   *
   * @param seed the method's
   * @param variant the number of what is drawn
   * @return a generator in its first state
   */
  public static SplittableRandom of(long seed, int variant) {
    return new SplittableRandom(seed + variant * STRIDE);
  }
}
