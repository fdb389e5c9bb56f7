package io.github.tfsaliency.method.path;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.explain.GraphForm;
import io.github.tfsaliency.explain.Passes;
import io.github.tfsaliency.explain.Scores;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.sampling.MapSums;
import io.github.tfsaliency.sampling.Samples;
import io.github.tfsaliency.sampling.Variants;
import java.util.Collection;
import org.tensorflow.ndarray.Shape;

/**
 * Internal influence: how sensitive the score is to the values of a layer, on average along the
 * line of inputs from a baseline to the input.
 *
 * <pre>A = integral from 0 to 1 of dS/da (x0 + t (x - x0)) dt,  a the values of the layer</pre>
 *
 * <p>Maps only layers inside a model, by {@code Saliency.layers}. With several baselines the map is
 * the mean of their maps. Cost: about 2 forward passes per step, and 1; all layers together cost as
 * much as one. Does not show how much a value contributes, only how sensitive the score is to it.
 *
 * <p>Source: Leino, Sen, Datta, Fredrikson, Li, <i>Influence-Directed Explanations for Deep
 * Convolutional Networks</i>, ITC 2018, definition 1.
 *
 * @since 0.1.0
 */
public final class InternalInfluence extends Value implements AttributionMethod {
  private static final long serialVersionUID = 1;

  private final PathLine line;

  private InternalInfluence(PathLine line) {
    this.line = requireNonNull(line, "line");
  }

  /**
   * {@value IntegratedGradients#DEFAULT_STEPS} Gauss-Legendre points from a baseline of zero.
   *
   * @return the method
   */
  public static InternalInfluence of() {
    return new InternalInfluence(PathLine.DEFAULT);
  }

  /**
   * Chooses the number of points.
   *
   * @param newSteps of the sum; {@value IntegratedGradients#DEFAULT_STEPS} by default
   * @return a new method
   * @throws IllegalArgumentException if the quadrature needs more points, or it is above 100,000
   */
  public InternalInfluence withSteps(int newSteps) {
    return with(line.withSteps(newSteps));
  }

  /**
   * Chooses the positions of the points.
   *
   * @param newQuadrature {@link Quadrature#GAUSS_LEGENDRE} by default
   * @return a new method
   * @throws IllegalArgumentException if it needs more steps
   */
  public InternalInfluence withQuadrature(Quadrature newQuadrature) {
    return with(line.withQuadrature(newQuadrature));
  }

  /**
   * Chooses the baseline of the inputs. The maps of several baselines are averaged.
   *
   * @param newBaselines zero by default
   * @return a new method
   * @throws IllegalArgumentException if there are none
   */
  public InternalInfluence withBaselines(Baseline... newBaselines) {
    return with(line.withBaselines(newBaselines));
  }

  private InternalInfluence with(PathLine newLine) {
    return new InternalInfluence(newLine);
  }

  /** {@return the number of points} */
  public int steps() {
    return line.steps();
  }

  /** {@return the positions of the points} */
  public Quadrature quadrature() {
    return line.quadrature();
  }

  /** {@return the baselines, where the lines begin} */
  public ImmutableList<Baseline> baselines() {
    return line.baselines();
  }

  @Override
  public boolean mapsLayers() {
    return true;
  }

  @Override
  public boolean mapsInputs() {
    return false;
  }

  /** The plain gradient, at points along the path. */
  @Override
  public ImmutableList<ModifiedGradient> gradients() {
    return ImmutableList.of(ModifiedGradient.of());
  }

  @Override
  public GraphForm graphForm() {
    return new GraphForm.None("maps layers inside a model, but an export maps its inputs");
  }

  @Override
  public InternalInfluence withEachBaseline(Collection<Shape> samples) {
    return with(line.withEachBaseline(samples));
  }

  @Override
  public long passCount(Passes passes, Batch batch) {
    return batch.sampleCount() * (1 + line.pointCount(batch.sampleShapes()));
  }

  /**
   * Computes the maps of layers.
   *
   * @throws io.github.tfsaliency.attribution.UnsupportedModelException if no layer was chosen
   */
  @Override
  public GradientResult attribute(Passes passes, Batch batch, ResolvedTargets targets) {
    LayerPaths.requireLayers("internal-influence", passes);
    StraightPath path = line.withEachBaseline(batch.sampleShapes()).path();
    Samples samples = Samples.of(passes, batch);
    Scores scores = passes.scores(batch, targets);
    MapSums sums = new MapSums(samples.count());
    Variants.of(samples, path.points().size(), path.writer(samples, path.starts(samples)))
        .explain(
            Gradient.of(),
            passes,
            scores.chosen(targets),
            (sample, point, map) -> sums.add(sample, map, path.points().get(point).weight()));
    return new GradientResult(sums.maps(), scores.targets(), scores.values());
  }
}
