package io.github.tfsaliency.engine;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.engine.forward.InnerInputs;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientCall;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.explain.LayerScores;
import io.github.tfsaliency.explain.Passes;
import io.github.tfsaliency.explain.Scores;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.gradient.SpatialLayer;
import io.github.tfsaliency.graph.TensorRef;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

/**
 * The same passes where the values of the layers that get maps are what may be changed: they are
 * fed, and what is computed beside them keeps its values.
 *
 * @param outer the passes of the whole model
 * @param engine whose maps are of layers
 * @param computed the values of a tensor
 */
record LayerPasses(
    Passes outer, GradientEngine engine, BiFunction<TensorRef, Batch, FloatNdArray> computed)
    implements Passes {
  @Override
  public ImmutableSet<String> continuousInputs() {
    return engine.layerTensors().stream()
        .map(InnerInputs::nameOf)
        .collect(ImmutableSet.toImmutableSet());
  }

  @Override
  public Batch continuous(Batch batch) {
    ImmutableMap.Builder<String, TensorRef> layers = ImmutableMap.builder();
    engine.layerTensors().forEach(layer -> layers.put(InnerInputs.nameOf(layer), layer));
    return InnerInputs.add(
        layers.buildOrThrow(), batch, layer -> values(layer, InnerInputs.given(batch)));
  }

  @Override
  public Optional<Batch> at(Batch batch, Baseline baseline) {
    Batch inputs = outer.continuous(InnerInputs.given(batch));
    Batch at =
        baseline.id().isPresent()
            ? ofId(inputs, baseline.id().get())
            : inputs.at(baseline, outer.continuousInputs(), false);
    ImmutableMap.Builder<String, FloatNdArray> layers = ImmutableMap.builder();
    for (TensorRef layer : engine.layerTensors()) {
      layers.put(InnerInputs.nameOf(layer), values(layer, at));
    }
    return Optional.of(new Batch(layers.buildOrThrow(), at.sampleCount()));
  }

  /** What the batch holds itself is fed, and so cannot be asked for. */
  private FloatNdArray values(TensorRef layer, Batch batch) {
    for (Map.Entry<String, TensorRef> input : engine.model().attributed().entrySet()) {
      if (input.getValue().equals(layer)
          && InnerInputs.isFed(engine.model(), batch, input.getKey())) {
        return requireNonNull(batch.inputs().get(input.getKey()));
      }
    }
    return computed.apply(layer, batch);
  }

  /** What an id is embedded as, at all places of ids; what else is computed of them stays. */
  private Batch ofId(Batch inputs, long id) {
    Batch one = outer.continuousOf(inputs, (float) id);
    ImmutableMap.Builder<String, FloatNdArray> all = ImmutableMap.builder();
    one.inputs()
        .forEach(
            (name, values) ->
                all.put(name, values.rank() == 0 ? values : repeated(values, inputs)));
    return inputs.with(
        new Batch(all.buildOrThrow(), inputs.sampleCount()), outer.continuousInputs());
  }

  private static FloatNdArray repeated(FloatNdArray one, Batch like) {
    FloatNdArray all = NdArrays.ofFloats(Shape.of(like.sampleCount()).append(one.shape().tail()));
    for (int i = 0; i < like.sampleCount(); i++) {
      all.set(requireNonNull(one.get(0)), i);
    }
    return all;
  }

  @Override
  public void plan(long samples) {
    outer.plan(samples);
  }

  @Override
  public GradientResult gradient(ModifiedGradient gradient, GradientCall call) {
    return outer.gradient(gradient, call);
  }

  @Override
  public Scores scores(Batch batch, ResolvedTargets targets) {
    return outer.scores(batch, targets);
  }

  @Override
  public LayerScores layerScores(SpatialLayer layer, Batch batch, ResolvedTargets targets) {
    return outer.layerScores(layer, batch, targets);
  }

  @Override
  public FloatNdArray predict(Batch batch) {
    return outer.predict(batch);
  }

  @Override
  public FloatNdArray activations(SpatialLayer layer, Batch batch) {
    return outer.activations(layer, batch);
  }

  @Override
  public String layerInput(SpatialLayer layer) {
    return outer.layerInput(layer);
  }

  @Override
  public Shape layerShape(SpatialLayer layer, Batch like) {
    return outer.layerShape(layer, like);
  }

  @Override
  public float[] normals(long seed, long stream, int count) {
    return outer.normals(seed, stream, count);
  }

  @Override
  public Batch continuousOf(Batch batch, float value) {
    return outer.continuousOf(batch, value);
  }

  @Override
  public Unit unit(String layer, ImmutableLongArray index, Batch batch) {
    return outer.unit(layer, index, batch);
  }

  @Override
  public int gradientChunk(Batch like) {
    return outer.gradientChunk(like);
  }

  @Override
  public int forwardChunk(Batch like) {
    return outer.forwardChunk(like);
  }
}
