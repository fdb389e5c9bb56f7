package io.github.tfsaliency.explain;

import static io.github.tfsaliency.message.Checks.checkArgument;

import io.github.tfsaliency.message.Limits;

/**
 * Normal noise on the input, as a method of many passes draws it. Draw k is the same for every
 * sample, whatever else is in the batch.
 *
 * @param samples how many noisy copies
 * @param level the standard deviation, in parts of the sample's range from its least to its largest
 *     value
 * @param seed equal seeds draw equal noise
 */
public record Noise(int samples, double level, long seed) {
  /** Copies unless told otherwise. */
  public static final int DEFAULT_SAMPLES = 50;

  /** The level unless told otherwise. */
  public static final double DEFAULT_LEVEL = 0.15;

  /** The seed unless told otherwise. */
  public static final long DEFAULT_SEED = 1;

  /**
   * Checks the numbers.
   *
   * @param samples how many noisy copies
   * @param level the standard deviation, in parts of the sample's range
   * @param seed equal seeds draw equal noise
   * @throws IllegalArgumentException if there are no copies or more than a million, or the level is
   *     negative or not finite
   */
  public Noise {
    checkArgument(samples > 0, "The number of samples (%s) must be positive.", samples);
    Limits.requireAtMost("number of samples", samples, Limits.SAMPLES);
    checkArgument(
        level >= 0 && Double.isFinite(level),
        "The noise (%s) must be finite and not negative.",
        level);
  }

  /**
   * {@value #DEFAULT_SAMPLES} copies with noise of {@value #DEFAULT_LEVEL}, seed {@value
   * #DEFAULT_SEED}.
   *
   * @return the noise
   */
  public static Noise standard() {
    return new Noise(DEFAULT_SAMPLES, DEFAULT_LEVEL, DEFAULT_SEED);
  }

  /**
   * Which of the streams of random numbers under a seed a draw is.
   *
   * @param input the input's name
   * @param draw from 0
   * @return the second half of the generator's seed
   */
  public static long stream(String input, int draw) {
    return ((long) input.hashCode() << Integer.SIZE) + draw;
  }
}
