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
import io.github.tfsaliency.sampling.Samples;
import java.util.Collection;
import org.tensorflow.ndarray.Shape;

/**
 * Conductance: how much each value of a layer contributes to the difference between the scores of
 * the input and a baseline, along the line from the baseline to the input.
 *
 * <pre>A = integral from 0 to 1 of dS/da da/dt dt,  a the values of the layer at x0 + t (x - x0)
 * </pre>
 *
 * <p>Maps only layers inside a model, by {@code Saliency.layers}. If all paths to the score lead
 * through the layer, the map sums to S(x) - S(x0). {@link IntegratedGradients} at the layer follows
 * a straight line of layer values. Conductance follows the line of inputs, along which the layer's
 * values form a curve. The change of the values is the difference between neighbouring points, so
 * nothing is differentiated twice. With several baselines the map is the mean of their maps. Cost:
 * about 3 forward passes per step, and 2; all layers together cost as much as one. Does not show
 * values that are the same at the baseline.
 *
 * <p>Source: Dhamdhere, Sundararajan, Yan, <i>How Important is a Neuron?</i>, ICLR 2019, equation
 * 2.
 *
 * @since 0.1.0
 */
public final class Conductance extends Value implements AttributionMethod {
  private static final long serialVersionUID = 1;

  private final PathLine line;

  private Conductance(PathLine line) {
    this.line = requireNonNull(line, "line");
  }

  /**
   * {@value IntegratedGradients#DEFAULT_STEPS} Gauss-Legendre points from a baseline of zero.
   *
   * @return the method
   */
  public static Conductance of() {
    return new Conductance(PathLine.DEFAULT);
  }

  /**
   * Chooses the number of points.
   *
   * @param newSteps of the sum; {@value IntegratedGradients#DEFAULT_STEPS} by default
   * @return a new method
   * @throws IllegalArgumentException if the quadrature needs more points, or it is above 100,000
   */
  public Conductance withSteps(int newSteps) {
    return with(line.withSteps(newSteps));
  }

  /**
   * Chooses the positions of the points.
   *
   * @param newQuadrature {@link Quadrature#GAUSS_LEGENDRE} by default
   * @return a new method
   * @throws IllegalArgumentException if it needs more steps
   */
  public Conductance withQuadrature(Quadrature newQuadrature) {
    return with(line.withQuadrature(newQuadrature));
  }

  /**
   * Chooses the baseline of the inputs. The maps of several baselines are averaged.
   *
   * @param newBaselines zero by default
   * @return a new method
   * @throws IllegalArgumentException if there are none
   */
  public Conductance withBaselines(Baseline... newBaselines) {
    return with(line.withBaselines(newBaselines));
  }

  private Conductance with(PathLine newLine) {
    return new Conductance(newLine);
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
  public Conductance withEachBaseline(Collection<Shape> samples) {
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
    LayerPaths.requireLayers("conductance", passes);
    StraightPath path = line.withEachBaseline(batch.sampleShapes()).path();
    Samples samples = Samples.of(passes, batch);
    Scores scores = passes.scores(batch, targets);
    return new GradientResult(
        LayerPaths.of(passes, path, samples).changes(scores.chosen(targets), line.steps()).maps(),
        scores.targets(),
        scores.values());
  }
}
