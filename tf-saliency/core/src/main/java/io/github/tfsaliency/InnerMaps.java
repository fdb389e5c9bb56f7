package io.github.tfsaliency;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.attribution.NoMatchingNodeException;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.engine.GradientEngine;
import io.github.tfsaliency.engine.forward.InnerInputs;
import io.github.tfsaliency.engine.forward.NamedTensor;
import io.github.tfsaliency.engine.marker.PlacedRule;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.explain.Passes;
import io.github.tfsaliency.explain.SinglePassMethod;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.inspect.LayerAttributions;
import io.github.tfsaliency.inspect.ModelLayer;
import io.github.tfsaliency.message.Logs;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import io.github.tfsaliency.spec.MethodSpecs;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * Computes the maps of layers inside a model.
 *
 * @param model the model
 * @param choices the method, and what is explained
 */
record InnerMaps(Model model, Choices choices) {
  /** The maps of the layers of these names; of all that a gradient arrives at if there are none. */
  static LayerAttributions of(
      Model model, Choices choices, InputBatch batch, ImmutableList<String> names) {
    ImmutableList<String> asked =
        names.isEmpty()
            ? model.layers().stream()
                .filter(layer -> OpTable.is(layer.op(), OpTrait.LINEAR))
                .map(ModelLayer::name)
                .collect(toImmutableList())
            : names;
    return new InnerMaps(choices.of(model, asked), choices).of(batch, names);
  }

  private LayerAttributions of(InputBatch batch, ImmutableList<String> names) {
    AttributionMethod method = choices.method();
    if (!method.mapsLayers()) {
      throw new UnsupportedModelException(
          Message.of(
              "The method '%s' has no maps of layers inside a model, because it is made for whole"
                  + " inputs.\n"
                  + "Maybe use a method of gradients, paths, noise or propagation.",
              MethodSpecs.print(method)));
    }
    Computation computation = new Computation(model, choices);
    return computation.within(() -> of(batch, names, method, computation.read(batch)));
  }

  private LayerAttributions of(
      InputBatch batch, ImmutableList<String> names, AttributionMethod method, ReadTarget read) {
    ImmutableMap<String, TensorRef> layers = names.isEmpty() ? all(read) : named(names, read);
    Batch values = read.inputs(batch.values());
    Map<TensorRef, FloatNdArray> maps = new LinkedHashMap<>();
    ImmutableLongArray targets = ImmutableLongArray.of();
    ImmutableDoubleArray scores = ImmutableDoubleArray.of();
    for (ImmutableList<TensorRef> group : groups(method, layers.values())) {
      GradientResult result = compute(method, group, values, read);
      targets = result.targets();
      scores = result.scores();
      tell(result, method);
      for (TensorRef layer : group) {
        FloatNdArray map = result.maps().get(InnerInputs.nameOf(layer));
        if (map != null) {
          maps.put(layer, map);
        }
      }
    }
    ImmutableMap.Builder<String, FloatNdArray> ordered = ImmutableMap.builder();
    layers.forEach(
        (name, layer) -> {
          FloatNdArray map = maps.get(layer);
          if (map != null) {
            ordered.put(name, model.inOrderOfFile(layer.node(), map));
          } else if (!names.isEmpty()) {
            throw nothingArrives(name, method, read);
          }
        });
    return LayerAttributions.of(ordered.buildOrThrow()).withScores(targets, scores);
  }

  /** Maps of layers carry no warnings, so they go to the log. */
  private void tell(GradientResult result, AttributionMethod method) {
    result.sampling().stream()
        .flatMap(sampling -> sampling.warnings().stream())
        .flatMap(List::stream)
        .distinct()
        .forEach(
            warning ->
                Logs.MAP.tell(
                    "Maps of layers of the model '%s' by %s have a warning: %s",
                    model.directory(), MethodSpecs.print(method), Message.part(warning)));
  }

  private ImmutableMap<String, TensorRef> named(ImmutableList<String> names, ReadTarget read) {
    Map<String, TensorRef> layers = new LinkedHashMap<>();
    for (String name : names) {
      TensorRef layer = NamedTensor.tensor(model.graph(), name);
      if (read.model() != model) {
        new LayerView(model, choices).requireAhead(read.model(), layer.node());
      }
      if (!isOfOnePass()) {
        NamedTensor.requireSamples(model.graph(), layer);
      }
      layers.put(name, layer);
    }
    return ImmutableMap.copyOf(layers);
  }

  /**
   * Linear layers, activations, and every node with a rule; without nodes whose values have no
   * sample dimension.
   */
  private ImmutableMap<String, TensorRef> all(ReadTarget read) {
    InferenceGraph graph = read.model().graph();
    ImmutableSet<String> ruled =
        choices.method().gradients().stream()
            .flatMap(gradient -> read.model().engine().rules(gradient).stream())
            .map(PlacedRule::node)
            .collect(toImmutableSet());
    ImmutableSet<TensorRef> floating =
        read.model().layers().stream()
            .filter(
                layer ->
                    OpTable.is(layer.op(), OpTrait.LINEAR)
                        || OpTable.is(layer.op(), OpTrait.ACTIVATION)
                        || ruled.contains(layer.name()))
            .map(layer -> new TensorRef(layer.name(), 0))
            .filter(layer -> NamedTensor.isFloating(graph, layer))
            .collect(toImmutableSet());
    return Maps.uniqueIndex(
        isOfOnePass() ? floating : NamedTensor.countingSamples(graph, floating), TensorRef::node);
  }

  private boolean isOfOnePass() {
    return choices.method() instanceof SinglePassMethod;
  }

  /** One gradient gives the maps of all layers at once; a path is another one for each. */
  private static ImmutableList<ImmutableList<TensorRef>> groups(
      AttributionMethod method, Iterable<TensorRef> layers) {
    ImmutableList<TensorRef> distinct = ImmutableSet.copyOf(layers).asList();
    return method.gradients().isEmpty()
        ? distinct.stream().map(ImmutableList::of).collect(toImmutableList())
        : ImmutableList.of(distinct);
  }

  /** The maps have the names of layers, also that of a layer that is an input itself. */
  private GradientResult compute(
      AttributionMethod method, ImmutableList<TensorRef> layers, Batch batch, ReadTarget read) {
    GradientEngine engine = read.model().engine();
    Optional<String> input = layers.size() == 1 ? input(layers.get(0), read) : Optional.empty();
    if (input.isPresent() && method.mapsInputs()) {
      GradientResult result = attribute(method, engine, batch, read);
      FloatNdArray map = result.maps().get(input.get());
      return new GradientResult(
          map == null ? ImmutableMap.of() : ImmutableMap.of(InnerInputs.nameOf(layers.get(0)), map),
          result.targets(),
          result.scores());
    }
    return attribute(method, engine.mapping(layers), batch, read);
  }

  private GradientResult attribute(
      AttributionMethod method, GradientEngine engine, Batch batch, ReadTarget read) {
    Passes passes = choices.running().passes(engine);
    passes.plan(method.passCount(passes, batch));
    return method.attribute(passes, batch, read.targets());
  }

  /** The input that the layer is, or the one whose map is of it. */
  private static Optional<String> input(TensorRef layer, ReadTarget read) {
    return read.model().graph().attributed().entrySet().stream()
        .filter(input -> input.getValue().equals(layer))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private NoMatchingNodeException nothingArrives(
      String name, AttributionMethod method, ReadTarget read) {
    return new NoMatchingNodeException(
        Message.of(
            "With the method '%s' the layer '%s' of the model '%s' gets no map: it is not between"
                + " the target and the input, or belongs to a larger layer with one rule.\n"
                + "Maybe choose the layer after it; inspect --method shows the rules.",
            MethodSpecs.print(method), name, read.model().directory()));
  }
}
