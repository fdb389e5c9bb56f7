package io.github.tfsaliency.sampling;

import java.util.SplittableRandom;

/**
 * Random numbers that depend only on a method's seed and on the number of the draw. They do not
 * depend on the index of a sample in its batch, or on the chunks.
 *
 * @since 0.1.0
 */
public final class Draws {
  /** Odd, and not what SplittableRandom steps by: no two streams are one stream shifted. */
  private static final long STRIDE = 0xD1B54A32D192ED03L;

  private Draws() {}

  /**
   * The random numbers of one draw.
   *
   * @param seed the method's seed
   * @param variant the number of the draw
   * @return a generator in its first state
   */
  public static SplittableRandom of(long seed, int variant) {
    return new SplittableRandom(seed + variant * STRIDE);
  }
}
