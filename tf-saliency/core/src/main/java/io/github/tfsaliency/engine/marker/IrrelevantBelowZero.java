package io.github.tfsaliency.engine.marker;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSetMultimap;
import io.github.tfsaliency.canonical.CanonicalLayer;
import io.github.tfsaliency.canonical.Readers;
import io.github.tfsaliency.gradient.LayerRules;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.layer.Layer;
import io.github.tfsaliency.layer.LayerKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.NodeDef;

/**
 * Finds outputs of linear layers at which no relevance arrives where they are not positive: a ReLU
 * alone reads them, and whatever reads the ReLU gives nothing to zeros.
 */
final class IrrelevantBelowZero {
  /** Zero wherever their input is not positive. */
  private static final ImmutableSet<String> RECTIFIERS = ImmutableSet.of("Relu", "Relu6");

  private static final ImmutableSet<LayerKind> MOVERS =
      ImmutableSet.of(LayerKind.RESHAPE, LayerKind.MAX_POOL);

  private final InferenceGraph model;
  private final ImmutableMap<Layer, LayerRules.Choice> chosen;
  private final Readers readers;
  private final ImmutableSetMultimap<String, TensorRef> read;
  private final ImmutableSetMultimap<String, CanonicalLayer> layers;

  /** By tensor, whether zeros get no relevance. */
  private final Map<TensorRef, Boolean> known = new HashMap<>();

  private IrrelevantBelowZero(
      InferenceGraph model,
      List<CanonicalLayer> layers,
      ImmutableMap<Layer, LayerRules.Choice> chosen) {
    this.model = model;
    this.chosen = chosen;
    readers = Readers.of(model);
    ImmutableSetMultimap.Builder<String, TensorRef> byNode = ImmutableSetMultimap.builder();
    readers.tensors().forEach(tensor -> byNode.put(tensor.node(), tensor));
    read = byNode.build();
    ImmutableSetMultimap.Builder<String, CanonicalLayer> containing =
        ImmutableSetMultimap.builder();
    for (CanonicalLayer layer : layers) {
      layer.region().forEach(node -> containing.put(node, layer));
    }
    this.layers = containing.build();
  }

  /** The outputs of a model's linear layers that have the property under these rules. */
  static ImmutableSet<TensorRef> of(
      InferenceGraph model,
      List<CanonicalLayer> layers,
      ImmutableMap<Layer, LayerRules.Choice> chosen) {
    IrrelevantBelowZero search = new IrrelevantBelowZero(model, layers, chosen);
    ImmutableSet.Builder<TensorRef> found = ImmutableSet.builder();
    // The last layers first, so that the search never goes deep.
    for (int i = layers.size() - 1; i >= 0; i--) {
      CanonicalLayer layer = layers.get(i);
      search.decide(layer.output());
      if (layer.linear().isPresent() && search.isRectified(layer.output())) {
        found.add(layer.output());
      }
    }
    return found.build();
  }

  private boolean isRectified(TensorRef output) {
    List<NodeDef> reading = readers.of(output);
    if (reading.size() != 1 || output.equals(model.output())) {
      return false;
    }
    ImmutableSet<CanonicalLayer> containing = layers.get(reading.get(0).getName());
    if (containing.size() != 1) {
      return false;
    }
    CanonicalLayer reader = containing.iterator().next();
    LayerRules.@Nullable Choice choice = chosen.get(reader.layer());
    return reader.layer().kind() == LayerKind.ACTIVATION
        && reader.region().size() == 1
        && RECTIFIERS.contains(reader.node().getOp())
        && (choice == null || choice.rule().passesUnchanged())
        && zerosGetNothing(reader.output());
  }

  private boolean zerosGetNothing(TensorRef tensor) {
    decide(tensor);
    return requireNonNull(known.get(tensor));
  }

  private void decide(TensorRef tensor) {
    if (!known.containsKey(tensor)) {
      boolean nothing =
          !tensor.equals(model.output())
              && readers.of(tensor).stream().allMatch(node -> givesNothing(node.getName(), tensor));
      known.put(tensor, nothing);
    }
  }

  /** Whether all layers of a node give no relevance to the zeros of a tensor that it reads. */
  private boolean givesNothing(String node, TensorRef tensor) {
    ImmutableSet<CanonicalLayer> reading = layers.get(node);
    return !reading.isEmpty()
        && reading.stream()
            .allMatch(layer -> layer.inputs().contains(tensor) && givesNothing(layer));
  }

  private boolean givesNothing(CanonicalLayer layer) {
    LayerRules.@Nullable Choice choice = chosen.get(layer.layer());
    if (choice != null) {
      return choice.rule().isProportionalToInput();
    }
    // They move relevance to where the same value stands.
    return MOVERS.contains(layer.layer().kind())
        && layer.region().size() == 1
        && read.get(layer.node().getName()).stream().allMatch(this::zerosGetNothing)
        && !layer.node().getName().equals(model.output().node());
  }
}
