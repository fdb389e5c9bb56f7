package io.github.tfsaliency.engine.build;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import io.github.tfsaliency.engine.forward.InnerInputs;
import io.github.tfsaliency.engine.forward.LayerTensor;
import io.github.tfsaliency.engine.forward.SpatialTensors;
import io.github.tfsaliency.engine.marker.MarkerInsertion;
import io.github.tfsaliency.engine.marker.MarkerSite;
import io.github.tfsaliency.gradient.LayerMapping;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.TensorRef;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Output;

/**
 * The tensors with respect to which the score is differentiated.
 *
 * @param values the tensors, by the name of what gets the map
 * @param marked where they are found in the marked graph; no two at the same place, as TensorFlow
 *     gives the gradient there once
 * @param others what gets the same map as one of these, by its name
 */
record GradientSources(
    ImmutableMap<String, TensorRef> values,
    ImmutableMap<String, TensorRef> marked,
    ImmutableMap<String, String> others) {

  /** Tensors that no marker stands at. */
  static GradientSources of(ImmutableMap<String, TensorRef> values) {
    return new GradientSources(values, values, ImmutableMap.of());
  }

  /** The layers inside that get maps, a layer that an activation map is made of, or the inputs. */
  static GradientSources of(PlacedGradient placed, MarkerInsertion marked) {
    InferenceGraph model = placed.model().graph();
    ModifiedGradient gradient = placed.gradient();
    if (!placed.model().ending().layers().isEmpty()) {
      return ofLayers(placed, marked);
    }
    if (gradient.mapping().isEmpty()) {
      return of(model.attributed());
    }
    LayerTensor layer = layer(model, gradient.mapping().get());
    return of(ImmutableMap.of(layer.grid().input(), layer.tensor()));
  }

  /** What a rule stands for, and has the name of, is given its relevance at its end. */
  private static GradientSources ofLayers(PlacedGradient placed, MarkerInsertion marked) {
    Map<String, TensorRef> values = new LinkedHashMap<>();
    Map<TensorRef, String> byEnd = new HashMap<>();
    ImmutableMap.Builder<String, String> others = ImmutableMap.builder();
    for (TensorRef layer : placed.model().ending().layers()) {
      TensorRef end =
          placed.sites().stream()
              .filter(site -> site.node().getName().equals(layer.node()))
              .map(MarkerSite::output)
              .findFirst()
              .orElse(layer);
      String name = InnerInputs.nameOf(layer);
      String first = byEnd.putIfAbsent(end, name);
      if (first == null) {
        values.put(name, end);
      } else {
        others.put(name, first);
      }
    }
    return new GradientSources(
        ImmutableMap.copyOf(values),
        ImmutableMap.copyOf(Maps.transformValues(values, marked::marked)),
        others.buildOrThrow());
  }

  static LayerTensor layer(InferenceGraph model, LayerMapping mapping) {
    return mapping.weighting().ignoresScale()
        ? SpatialTensors.findScaled(model, mapping.map().layer())
        : SpatialTensors.find(model, mapping.map().layer());
  }

  int size() {
    return values.size();
  }

  /** Those that a gradient arrives at. */
  ImmutableMap<String, TensorRef> arriving(Output<?>[] gradients) {
    List<String> names = values.keySet().asList();
    ImmutableMap.Builder<String, TensorRef> arriving = ImmutableMap.builder();
    for (int i = 0; i < names.size(); i++) {
      if (ArrivingGradients.arrives(gradients[i])) {
        arriving.put(names.get(i), requireNonNull(values.get(names.get(i))));
      }
    }
    return arriving.buildOrThrow();
  }
}
