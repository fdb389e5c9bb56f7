package io.github.tfsaliency.method;

import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.gradient.Batch;
import io.github.tfsaliency.gradient.GradientResult;
import io.github.tfsaliency.gradient.Passes;
import io.github.tfsaliency.gradient.Scores;

/**
 * SmoothGrad squared: the mean of the squared maps of noisy copies of the input, over any other
 * method.
 *
 * <pre>A = mean over k of A(x + noise_k)^2</pre>
 *
 * <p>Cost: one map of the inner method a copy, and one forward pass. Does not show signs: what
 * speaks for the target looks like what speaks against it.
 *
 * <p>Source: Hooker, Erhan, Kindermans, Kim, <i>A Benchmark for Interpretability Methods in Deep
 * Neural Networks</i>, NeurIPS 2019, section 3.2.
 *
 * @param inner explains each copy
 * @param noise how many copies, and how noisy
 */
public record SmoothGradSquared(AttributionMethod inner, Noise noise) implements AttributionMethod {
  /**
   * Checks that nothing is missing.
   *
   * @param inner explains each copy
   * @param noise how many copies, and how noisy
   */
  public SmoothGradSquared {
    requireNonNull(inner, "inner");
    requireNonNull(noise, "noise");
  }

  /**
   * Standard noise over another method.
   *
   * @param inner explains each copy
   * @return the method
   */
  public static SmoothGradSquared of(AttributionMethod inner) {
    return new SmoothGradSquared(inner, Noise.standard());
  }

  /**
   * Chooses the number of copies.
   *
   * @param samples {@value Noise#DEFAULT_SAMPLES} by default
   * @return a new method
   * @throws IllegalArgumentException if that is not positive
   */
  public SmoothGradSquared withSamples(int samples) {
    return new SmoothGradSquared(inner, new Noise(samples, noise.level(), noise.seed()));
  }

  /**
   * Chooses the noise.
   *
   * @param level the standard deviation in parts of the sample's range, {@value
   *     Noise#DEFAULT_LEVEL} by default
   * @return a new method
   * @throws IllegalArgumentException if that is negative or not finite
   */
  public SmoothGradSquared withNoise(double level) {
    return new SmoothGradSquared(inner, new Noise(noise.samples(), level, noise.seed()));
  }

  /**
   * Chooses the seed.
   *
   * @param seed {@value Noise#DEFAULT_SEED} by default
   * @return a new method
   */
  public SmoothGradSquared withSeed(long seed) {
    return new SmoothGradSquared(inner, new Noise(noise.samples(), noise.level(), seed));
  }

  @Override
  public String spec() {
    return noise.spec("smooth-grad-squared", inner);
  }

  @Override
  public GraphForm graphForm() {
    return new GraphForm.Noisy(inner.graphForm(), noise, GraphForm.Statistic.MEAN_SQUARE);
  }

  @Override
  public long passCount(Passes passes, Batch batch) {
    return noise.passCount(inner, passes, batch);
  }

  @Override
  public GradientResult attribute(Passes passes, Batch batch, ResolvedTargets targets) {
    MapSums sums = new MapSums(batch.sampleCount());
    Scores scores = noise.explain(inner, passes, batch, targets, sums::addSquare);
    return Noise.result(sums, scores);
  }
}
