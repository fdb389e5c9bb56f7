package io.github.tfsaliency.method;

import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.gradient.Batch;
import io.github.tfsaliency.gradient.GradientResult;
import io.github.tfsaliency.gradient.Passes;
import io.github.tfsaliency.gradient.Scores;

/**
 * SmoothGrad: the mean of the maps of noisy copies of the input, over any other method.
 *
 * <pre>A = mean over k of A(x + noise_k)</pre>
 *
 * <p>Cost: one map of the inner method a copy, and one forward pass. Does not show what the model
 * does at the input itself, but around it; noise that takes the copies off the data shows what the
 * model does where it was never trained.
 *
 * <p>Source: Smilkov, Thorat, Kim, Vi&eacute;gas, Wattenberg, <i>SmoothGrad: Removing Noise by
 * Adding Noise</i>, ICML workshop 2017, section 3.
 *
 * @param inner explains each copy
 * @param noise how many copies, and how noisy
 */
public record SmoothGrad(AttributionMethod inner, Noise noise) implements AttributionMethod {
  /**
   * Checks that nothing is missing.
   *
   * @param inner explains each copy
   * @param noise how many copies, and how noisy
   */
  public SmoothGrad {
    requireNonNull(inner, "inner");
    requireNonNull(noise, "noise");
  }

  /**
   * Standard noise over another method.
   *
   * @param inner explains each copy
   * @return the method
   */
  public static SmoothGrad of(AttributionMethod inner) {
    return new SmoothGrad(inner, Noise.standard());
  }

  /**
   * Chooses the number of copies.
   *
   * @param samples {@value Noise#DEFAULT_SAMPLES} by default
   * @return a new method
   * @throws IllegalArgumentException if that is not positive
   */
  public SmoothGrad withSamples(int samples) {
    return new SmoothGrad(inner, new Noise(samples, noise.level(), noise.seed()));
  }

  /**
   * Chooses the noise.
   *
   * @param level the standard deviation in parts of the sample's range, {@value
   *     Noise#DEFAULT_LEVEL} by default
   * @return a new method
   * @throws IllegalArgumentException if that is negative or not finite
   */
  public SmoothGrad withNoise(double level) {
    return new SmoothGrad(inner, new Noise(noise.samples(), level, noise.seed()));
  }

  /**
   * Chooses the seed.
   *
   * @param seed {@value Noise#DEFAULT_SEED} by default
   * @return a new method
   */
  public SmoothGrad withSeed(long seed) {
    return new SmoothGrad(inner, new Noise(noise.samples(), noise.level(), seed));
  }

  @Override
  public String spec() {
    return noise.spec("smooth-grad", inner);
  }

  @Override
  public GraphForm graphForm() {
    return new GraphForm.Noisy(inner.graphForm(), noise, GraphForm.Statistic.MEAN);
  }

  @Override
  public long passCount(Passes passes, Batch batch) {
    return noise.passCount(inner, passes, batch);
  }

  @Override
  public GradientResult attribute(Passes passes, Batch batch, ResolvedTargets targets) {
    MapSums sums = new MapSums(batch.sampleCount());
    Scores scores = noise.explain(inner, passes, batch, targets, sums::add);
    return Noise.result(sums, scores);
  }
}
