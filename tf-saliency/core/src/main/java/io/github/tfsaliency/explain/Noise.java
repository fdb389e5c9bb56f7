package io.github.tfsaliency.explain;

import static io.github.tfsaliency.message.Checks.checkArgument;

import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.message.Limits;

/**
 * Normal noise on the input, for a method of many passes. Draw k is the same for every sample,
 * independent of the other samples in the batch.
 *
 * @since 0.1.0
 */
public final class Noise extends Value {
  private static final long serialVersionUID = 1;

  /** The default number of copies. */
  public static final int DEFAULT_SAMPLES = 50;

  /** The default noise level. */
  public static final double DEFAULT_LEVEL = 0.15;

  /** The default seed. */
  public static final long DEFAULT_SEED = 1;

  private final int samples;
  private final double level;
  private final long seed;

  private Noise(int samples, double level, long seed) {
    checkArgument(samples > 0, "The number of samples (%s) must be positive.", samples);
    Limits.requireAtMost("number of samples", samples, Limits.SAMPLES);
    checkArgument(
        level >= 0 && Double.isFinite(level),
        "The noise (%s) must be finite and not negative.",
        level);
    this.samples = samples;
    this.level = level;
    this.seed = seed;
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
   * Chooses the number of copies.
   *
   * @param newSamples {@value #DEFAULT_SAMPLES} by default
   * @return new noise
   * @throws IllegalArgumentException if it is not positive, or above a million
   */
  public Noise withSamples(int newSamples) {
    return new Noise(newSamples, level, seed);
  }

  /**
   * Chooses how noisy the copies are.
   *
   * @param newLevel the standard deviation, as a fraction of the sample's range (max - min);
   *     {@value #DEFAULT_LEVEL} by default
   * @return new noise
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public Noise withLevel(double newLevel) {
    return new Noise(samples, newLevel, seed);
  }

  /**
   * Chooses the seed.
   *
   * @param newSeed equal seeds draw equal noise; {@value #DEFAULT_SEED} by default
   * @return new noise
   */
  public Noise withSeed(long newSeed) {
    return new Noise(samples, level, newSeed);
  }

  /**
   * The stream of random numbers that a draw uses, under a seed.
   *
   * @param input the input's name
   * @param draw from 0
   * @return the second half of the generator's seed
   */
  public static long stream(String input, int draw) {
    return ((long) input.hashCode() << Integer.SIZE) + draw;
  }

  /** {@return the number of noisy copies} */
  public int samples() {
    return samples;
  }

  /** {@return the standard deviation, as a fraction of the sample's range (max - min)} */
  public double level() {
    return level;
  }

  /** {@return the seed} */
  public long seed() {
    return seed;
  }
}
