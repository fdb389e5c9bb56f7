package io.github.tfsaliency.method;

import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.gradient.Batch;
import io.github.tfsaliency.gradient.GradientResult;
import io.github.tfsaliency.gradient.Passes;
import io.github.tfsaliency.gradient.Scores;

/**
 * VarGrad: the variance of the maps of noisy copies of the input, over any other method.
 *
 * <pre>A = mean over k of A(x + noise_k)^2 - (mean over k of A(x + noise_k))^2</pre>
 *
 * <p>Cost: one map of the inner method a copy, and one forward pass. Does not show what is relevant
 * whatever the noise: a model that is linear around the input gets a map of zeros.
 *
 * <p>Source: Adebayo, Gilmer, Goodfellow, Kim, <i>Local Explanation Methods for Deep Neural
 * Networks Lack Sensitivity to Parameter Values</i>, ICLR workshop 2018; the biased variance, as in
 * the peers.
 *
 * @param inner explains each copy
 * @param noise how many copies, and how noisy
 */
public record VarGrad(AttributionMethod inner, Noise noise) implements AttributionMethod {
  /**
   * Checks that nothing is missing.
   *
   * @param inner explains each copy
   * @param noise how many copies, and how noisy
   */
  public VarGrad {
    requireNonNull(inner, "inner");
    requireNonNull(noise, "noise");
  }

  /**
   * Standard noise over another method.
   *
   * @param inner explains each copy
   * @return the method
   */
  public static VarGrad of(AttributionMethod inner) {
    return new VarGrad(inner, Noise.standard());
  }

  /**
   * Chooses the number of copies.
   *
   * @param samples {@value Noise#DEFAULT_SAMPLES} by default
   * @return a new method
   * @throws IllegalArgumentException if that is not positive
   */
  public VarGrad withSamples(int samples) {
    return new VarGrad(inner, new Noise(samples, noise.level(), noise.seed()));
  }

  /**
   * Chooses the noise.
   *
   * @param level the standard deviation in parts of the sample's range, {@value
   *     Noise#DEFAULT_LEVEL} by default
   * @return a new method
   * @throws IllegalArgumentException if that is negative or not finite
   */
  public VarGrad withNoise(double level) {
    return new VarGrad(inner, new Noise(noise.samples(), level, noise.seed()));
  }

  /**
   * Chooses the seed.
   *
   * @param seed {@value Noise#DEFAULT_SEED} by default
   * @return a new method
   */
  public VarGrad withSeed(long seed) {
    return new VarGrad(inner, new Noise(noise.samples(), noise.level(), seed));
  }

  @Override
  public String spec() {
    return noise.spec("var-grad", inner);
  }

  @Override
  public GraphForm graphForm() {
    return new GraphForm.Noisy(inner.graphForm(), noise, GraphForm.Statistic.VARIANCE);
  }

  @Override
  public long passCount(Passes passes, Batch batch) {
    return noise.passCount(inner, passes, batch);
  }

  @Override
  public GradientResult attribute(Passes passes, Batch batch, ResolvedTargets targets) {
    MapSums means = new MapSums(batch.sampleCount());
    MapSums squares = new MapSums(batch.sampleCount());
    Scores scores =
        noise.explain(
            inner,
            passes,
            batch,
            targets,
            (sample, map, weight) -> {
              means.add(sample, map, weight);
              squares.addSquare(sample, map, weight);
            });
    return Noise.result(squares.lessSquares(means), scores);
  }
}
