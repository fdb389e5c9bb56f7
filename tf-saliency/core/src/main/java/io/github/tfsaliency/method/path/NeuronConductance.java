package io.github.tfsaliency.method.path;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableLongArray;
import com.google.common.primitives.Longs;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientCall;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.explain.GraphForm;
import io.github.tfsaliency.explain.Passes;
import io.github.tfsaliency.explain.Scores;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.sampling.MapSums;
import io.github.tfsaliency.sampling.Samples;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * Neuron conductance: how much each input value contributes to the score through one value of a
 * layer.
 *
 * <pre>A = (x - x0) * integral from 0 to 1 of dS/da da/dx (x0 + t (x - x0)) dt,  a the value</pre>
 *
 * <p>The result is a map of the input. If all paths to the score lead through the layer, the maps
 * of all its values sum to {@link IntegratedGradients}. With several baselines the map is the mean
 * of their maps. Cost: about 4 forward passes per step, and 1. Does not show contributions that
 * bypass the value.
 *
 * <p>Source: Dhamdhere, Sundararajan, Yan, <i>How Important is a Neuron?</i>, ICLR 2019, equation 2
 * before its sum over the inputs.
 *
 * @since 0.1.0
 */
public final class NeuronConductance extends Value implements AttributionMethod {
  private static final long serialVersionUID = 1;

  private final String layer;
  private final List<Long> index;
  private final PathLine line;

  private NeuronConductance(String layer, List<Long> index, PathLine line) {
    checkArgument(!layer.isEmpty(), "The name of the neuron's layer is empty.");
    checkArgument(
        !index.isEmpty() && index.stream().allMatch(each -> each >= 0),
        "The index %s of a neuron must be one number or more, none of them negative.",
        index);
    this.layer = layer;
    this.index = List.copyOf(index);
    this.line = requireNonNull(line, "line");
  }

  /**
   * {@value IntegratedGradients#DEFAULT_STEPS} Gauss-Legendre points from a baseline of zero.
   *
   * @param layer the name of a node, or of a Keras layer, whose last node counts
   * @param index the value's index from 0 in each dimension, in the SavedModel's order, without the
   *     batch dimension
   * @return the method; a computation throws {@link IllegalArgumentException} if the layer has no
   *     such value
   * @throws IllegalArgumentException if there is no index, or an index is negative
   */
  public static NeuronConductance of(String layer, long... index) {
    return new NeuronConductance(
        requireNonNull(layer, "layer"), Longs.asList(index), PathLine.DEFAULT);
  }

  /**
   * Chooses the layer.
   *
   * @param newLayer as {@link #of}
   * @return a new method
   */
  public NeuronConductance withLayer(String newLayer) {
    return new NeuronConductance(requireNonNull(newLayer, "layer"), index, line);
  }

  /**
   * Chooses the value of the layer.
   *
   * @param newIndex as {@link #of}
   * @return a new method
   * @throws IllegalArgumentException if there is no index, or an index is negative
   */
  public NeuronConductance withIndex(long... newIndex) {
    return new NeuronConductance(layer, Longs.asList(newIndex), line);
  }

  /**
   * Chooses the number of points.
   *
   * @param newSteps of the sum; {@value IntegratedGradients#DEFAULT_STEPS} by default
   * @return a new method
   * @throws IllegalArgumentException if the quadrature needs more points, or it is above 100,000
   */
  public NeuronConductance withSteps(int newSteps) {
    return with(line.withSteps(newSteps));
  }

  /**
   * Chooses the positions of the points.
   *
   * @param newQuadrature {@link Quadrature#GAUSS_LEGENDRE} by default
   * @return a new method
   * @throws IllegalArgumentException if it needs more steps
   */
  public NeuronConductance withQuadrature(Quadrature newQuadrature) {
    return with(line.withQuadrature(newQuadrature));
  }

  /**
   * Chooses the baseline of the inputs. The maps of several baselines are averaged.
   *
   * @param newBaselines zero by default
   * @return a new method
   * @throws IllegalArgumentException if there are none
   */
  public NeuronConductance withBaselines(Baseline... newBaselines) {
    return with(line.withBaselines(newBaselines));
  }

  private NeuronConductance with(PathLine newLine) {
    return new NeuronConductance(layer, index, newLine);
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

  /** {@return the name of the layer, as it was given} */
  public String layer() {
    return layer;
  }

  /** {@return the index of the value, in the layer's own order of dimensions, without the batch} */
  public ImmutableLongArray index() {
    return ImmutableLongArray.copyOf(index);
  }

  @Override
  public Optional<String> followedLayer() {
    return Optional.of(layer);
  }

  @Override
  public long passCount(Passes passes, Batch batch) {
    return batch.sampleCount() * (1 + 2 * line.pointCount(batch.sampleShapes()));
  }

  @Override
  public GraphForm graphForm() {
    return new GraphForm.None("multiplies the gradients of two parts of the model in Java");
  }

  @Override
  public NeuronConductance withEachBaseline(Collection<Shape> samples) {
    return with(line.withEachBaseline(samples));
  }

  @Override
  public GradientResult attribute(Passes passes, Batch batch, ResolvedTargets targets) {
    StraightPath path = line.withEachBaseline(batch.sampleShapes()).path();
    Scores scores = passes.scores(batch, targets);
    Samples samples = Samples.of(passes, batch);
    Passes.Unit unit = passes.unit(layer, index(), batch);
    MapSums sums =
        path.sum(
            (unused, points, chosen) -> throughUnit(unit, points, chosen),
            passes,
            samples,
            path.starts(samples),
            scores.chosen(targets));
    return new GradientResult(sums.maps(), scores.targets(), scores.values());
  }

  /** The gradient with respect to the inputs of what comes through the unit. */
  private GradientResult throughUnit(Passes.Unit unit, Batch batch, ResolvedTargets targets) {
    ModifiedGradient gradient = ModifiedGradient.of();
    GradientResult score = unit.score().gradient(gradient, GradientCall.of(batch, targets));
    FloatNdArray arrived = score.maps().get(unit.layer());
    if (arrived == null) {
      throw new UnsupportedModelException(
          Message.of(
              "No gradient arrives at the layer '%s': the target does not depend on it.\n"
                  + "Maybe choose a layer before it.",
              layer));
    }
    float[] gradients = Samples.array(arrived);
    int size = gradients.length / batch.sampleCount();
    GradientResult ofUnit =
        unit.value()
            .gradient(
                gradient,
                GradientCall.of(batch, unit.targets().gather(new int[batch.sampleCount()])));
    ImmutableMap.Builder<String, FloatNdArray> maps = ImmutableMap.builder();
    ofUnit
        .maps()
        .forEach((input, map) -> maps.put(input, times(map, gradients, size, unit.element())));
    return new GradientResult(maps.buildOrThrow(), score.targets(), score.scores());
  }

  private static FloatNdArray times(FloatNdArray map, float[] gradients, int size, int element) {
    float[] values = Samples.array(map);
    int each = values.length / (gradients.length / size);
    for (int i = 0; i < values.length; i++) {
      values[i] *= gradients[i / each * size + element];
    }
    return NdArrays.wrap(map.shape(), DataBuffers.of(values, true, false));
  }
}
