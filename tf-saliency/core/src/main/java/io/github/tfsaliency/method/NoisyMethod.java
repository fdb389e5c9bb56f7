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
import io.github.tfsaliency.sampling.MapSums;
import java.util.Collection;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;

/**
 * A statistic of the maps of noisy copies of the input, over any other method: {@link SmoothGrad},
 * {@link SmoothGradSquared} and {@link VarGrad} differ in the statistic alone.
 *
 * <p>Cost: one map of the inner method a copy, and one forward pass.
 */
public final class NoisyMethod extends Value implements AttributionMethod {
  private static final long serialVersionUID = 1;

  private final AttributionMethod inner;
  private final Noise noise;
  private final Statistic statistic;

  private NoisyMethod(AttributionMethod inner, Noise noise, Statistic statistic) {
    this.inner = requireNonNull(inner, "inner");
    this.noise = requireNonNull(noise, "noise");
    this.statistic = requireNonNull(statistic, "statistic");
  }

  static NoisyMethod of(AttributionMethod inner, Statistic statistic) {
    return new NoisyMethod(requireNonNull(inner, "inner"), Noise.standard(), statistic);
  }

  /**
   * Chooses the number of copies.
   *
   * @param samples {@value Noise#DEFAULT_SAMPLES} by default
   * @return a new method
   * @throws IllegalArgumentException if that is not positive
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
    return new NoisyMethod(requireNonNull(newInner, "inner"), noise, statistic);
  }

  /**
   * What explains each copy.
   *
   * @return another method
   */
  public AttributionMethod inner() {
    return inner;
  }

  /**
   * What is drawn.
   *
   * @return the number of copies, the level and the seed
   */
  public Noise noise() {
    return noise;
  }

  private NoisyMethod with(Noise newNoise) {
    return new NoisyMethod(inner, newNoise, statistic);
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
    return new NoisyMethod(inner.withEachBaseline(samples), noise, statistic);
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
    return new GraphForm.Noisy(inner.graphForm(), noise, statistic);
  }

  @Override
  public long passCount(Passes passes, Batch batch) {
    return NoisyCopies.of(noise).passCount(inner, passes, batch);
  }

  @Override
  public GradientResult attribute(Passes passes, Batch batch, ResolvedTargets targets) {
    MapSums means = new MapSums(batch.sampleCount());
    MapSums squares = new MapSums(batch.sampleCount());
    Scores scores =
        NoisyCopies.of(noise)
            .explain(
                inner,
                passes,
                batch,
                targets,
                (sample, map, weight) -> {
                  if (statistic != Statistic.MEAN_SQUARE) {
                    means.add(sample, map, weight);
                  }
                  if (statistic != Statistic.MEAN) {
                    squares.addSquare(sample, map, weight);
                  }
                });
    MapSums sums =
        switch (statistic) {
          case MEAN -> means;
          case MEAN_SQUARE -> squares;
          case VARIANCE -> squares.lessSquares(means);
        };
    return NoisyCopies.result(sums, scores);
  }

  @Override
  public String toString() {
    return statistic + " of " + inner + " over " + noise;
  }
}
