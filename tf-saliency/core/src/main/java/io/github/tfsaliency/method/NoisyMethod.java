package io.github.tfsaliency.method;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.explain.GraphForm;
import io.github.tfsaliency.explain.GraphForm.Statistic;
import io.github.tfsaliency.explain.Noise;
import io.github.tfsaliency.explain.Passes;
import io.github.tfsaliency.explain.Scores;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.gradient.SpatialLayer;
import io.github.tfsaliency.sampling.Moments;
import io.github.tfsaliency.sampling.Rounds;
import io.github.tfsaliency.sampling.Samples;
import io.github.tfsaliency.sampling.Variants;
import java.util.Collection;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;

/**
 * A statistic of the maps of noisy copies of the input, over any other method: {@link SmoothGrad},
 * {@link SmoothGradSquared} and {@link VarGrad} differ only in the statistic.
 *
 * <p>The {@linkplain io.github.tfsaliency.attribution.Attribution#standardErrors() standard error}
 * of a mean is the copies' standard deviation divided by the square root of their number. The
 * standard error of a variance follows from their second and fourth moments. It is the error that
 * comes from a finite number of copies. Random numbers of the inner method are the same for all
 * copies, and are not part of the error.
 *
 * <p>Cost: for each copy one map of the inner method, and one forward pass in total.
 *
 * @since 0.1.0
 */
public final class NoisyMethod extends Value implements AttributionMethod {
  private static final long serialVersionUID = 1;

  private final AttributionMethod inner;
  private final Noise noise;
  private final Statistic statistic;
  private final Optional<Double> tolerance;

  private NoisyMethod(
      AttributionMethod inner, Noise noise, Statistic statistic, Optional<Double> tolerance) {
    this.inner = requireNonNull(inner, "inner");
    this.noise = requireNonNull(noise, "noise");
    this.statistic = requireNonNull(statistic, "statistic");
    this.tolerance = Rounds.requireTolerance(tolerance);
  }

  static NoisyMethod of(AttributionMethod inner, Statistic statistic) {
    return new NoisyMethod(
        requireNonNull(inner, "inner"), Noise.standard(), statistic, Optional.empty());
  }

  /**
   * Chooses the number of copies; with a tolerance, the largest number.
   *
   * @param samples {@value Noise#DEFAULT_SAMPLES} by default
   * @return a new method
   * @throws IllegalArgumentException if it is not positive, or above 1,000,000
   */
  public NoisyMethod withSamples(int samples) {
    return with(noise.withSamples(samples));
  }

  /**
   * Chooses the noise.
   *
   * @param level the standard deviation as a fraction of the sample's range, {@value
   *     Noise#DEFAULT_LEVEL} by default
   * @return a new method
   * @throws IllegalArgumentException if that is negative or not finite
   */
  public NoisyMethod withNoise(double level) {
    return with(noise.withLevel(level));
  }

  /**
   * Chooses the seed.
   *
   * @param seed {@value Noise#DEFAULT_SEED} by default
   * @return a new method
   */
  public NoisyMethod withSeed(long seed) {
    return with(noise.withSeed(seed));
  }

  /**
   * Chooses another method for the copies.
   *
   * @param newInner explains each copy
   * @return a new method
   */
  public NoisyMethod withInner(AttributionMethod newInner) {
    return new NoisyMethod(requireNonNull(newInner, "inner"), noise, statistic, tolerance);
  }

  /**
   * Stops drawing copies when the root mean square of the standard errors is at most a fraction of
   * the map's root mean square. This is checked after every {@value Rounds#SIZE} copies, for each
   * sample separately. If all copies are not enough, the map has a warning.
   *
   * @param newTolerance as a fraction of the map; none by default
   * @return a new method
   * @throws IllegalArgumentException if it is not positive and finite
   */
  public NoisyMethod withTolerance(double newTolerance) {
    return new NoisyMethod(inner, noise, statistic, Optional.of(newTolerance));
  }

  /**
   * The method that explains each copy.
   *
   * @return another method
   */
  public AttributionMethod inner() {
    return inner;
  }

  /**
   * The noise.
   *
   * @return the number of copies, the level and the seed
   */
  public Noise noise() {
    return noise;
  }

  /**
   * {@return the largest standard errors, as a fraction of the map; empty for a fixed number of
   * draws}
   */
  public Optional<Double> tolerance() {
    return tolerance;
  }

  private NoisyMethod with(Noise newNoise) {
    return new NoisyMethod(inner, newNoise, statistic, tolerance);
  }

  @Override
  public ImmutableList<ModifiedGradient> gradients() {
    return inner.gradients();
  }

  @Override
  public Optional<SpatialLayer> mappedLayer() {
    return inner.mappedLayer();
  }

  @Override
  public AttributionMethod withEachBaseline(Collection<Shape> samples) {
    return new NoisyMethod(inner.withEachBaseline(samples), noise, statistic, tolerance);
  }

  @Override
  public boolean mapsLayers() {
    return inner.mapsLayers();
  }

  @Override
  public boolean mapsInputs() {
    return inner.mapsInputs();
  }

  @Override
  public GraphForm graphForm() {
    return tolerance.isPresent()
        ? GraphForm.None.TOLERANCE
        : new GraphForm.Noisy(inner.graphForm(), noise, statistic);
  }

  @Override
  public long passCount(Passes passes, Batch batch) {
    return NoisyCopies.of(noise).passCount(inner, passes, batch);
  }

  @Override
  public GradientResult attribute(Passes passes, Batch batch, ResolvedTargets targets) {
    Samples values = Samples.of(passes, batch);
    Scores scores = passes.scores(batch, targets);
    ResolvedTargets chosen = scores.chosen(targets);
    Variants copies = NoisyCopies.of(noise).variants(passes, values);
    Moments moments = Moments.of(values.count(), statistic);
    Rounds.Drawn drawn =
        Rounds.of(noise.samples(), tolerance)
            .run(
                values.count(),
                range ->
                    copies
                        .in(range)
                        .explain(
                            inner, passes, chosen, (sample, draw, map) -> moments.add(sample, map)),
                (sample, count) -> moments.relativeError(sample));
    return new GradientResult(
        moments.maps(),
        scores.targets(),
        scores.values(),
        Optional.empty(),
        drawn.sampling(moments.standardErrors()));
  }

  @Override
  public String toString() {
    return statistic
        + " of "
        + inner
        + " over "
        + noise
        + tolerance.map(most -> " until " + most).orElse("");
  }
}
