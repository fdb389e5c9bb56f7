package io.github.tfsaliency.canonical;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.layer.Layer;
import io.github.tfsaliency.layer.LayerKind;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.NodeDef;

/**
 * Walks from the output to the inputs, from layer to layer, as relevance does: what lies within a
 * layer is passed over, and what nothing arrives at is no layer of the model.
 */
final class LayerWalk {
  private final ModelTensors tensors;
  private final ImmutableMap<TensorRef, CanonicalLayer> candidates;

  /** By where they end: a layer's output, or the first output of a node without rule. */
  private final Map<TensorRef, CanonicalLayer> reached = new HashMap<>();

  private final Set<String> others = new LinkedHashSet<>();

  private LayerWalk(ModelTensors tensors, ImmutableMap<TensorRef, CanonicalLayer> candidates) {
    this.tensors = tensors;
    this.candidates = candidates;
  }

  static LayerWalk of(ModelTensors tensors, ImmutableMap<TensorRef, CanonicalLayer> candidates) {
    LayerWalk walk = new LayerWalk(tensors, candidates);
    walk.walk();
    return walk;
  }

  /** Nodes on the way that are no layer of any kind. */
  ImmutableList<NodeDef> others() {
    return others.stream().map(tensors::node).collect(ImmutableList.toImmutableList());
  }

  private void walk() {
    Deque<TensorRef> open = new ArrayDeque<>();
    Set<TensorRef> seen = new HashSet<>();
    open.push(tensors.output());
    while (!open.isEmpty()) {
      TensorRef tensor = open.pop();
      if (tensors.isAttributed(tensor) || !seen.add(tensor) || !tensors.carries(tensor)) {
        continue;
      }
      CanonicalLayer layer = layerAt(tensor);
      if (layer == null) {
        others.add(tensor.node());
        readByNode(tensor).forEach(open::push);
      } else {
        reached.put(layer.output(), layer);
        layer.inputs().forEach(open::push);
      }
    }
  }

  private @Nullable CanonicalLayer layerAt(TensorRef tensor) {
    CanonicalLayer candidate = candidates.get(tensor);
    if (candidate != null) {
      return candidate;
    }
    NodeDef node = tensors.producer(tensor);
    if (tensors.isComplex(node)) {
      return null;
    }
    if (OpTable.is(node.getOp(), OpTrait.MOVER)) {
      return unruled(LayerKind.RESHAPE, node, tensor);
    }
    return OpTable.is(node.getOp(), OpTrait.CHOICE)
        ? unruled(LayerKind.MAX_POOL, node, tensor)
        : null;
  }

  private CanonicalLayer unruled(LayerKind kind, NodeDef node, TensorRef tensor) {
    return CanonicalLayer.of(
        kind, node, readByNode(tensor), ImmutableSet.of(node.getName()), ImmutableSet.of());
  }

  private List<TensorRef> readByNode(TensorRef tensor) {
    NodeDef node = tensors.producer(tensor);
    if (node.getOp().equals("IdentityN")) {
      return List.of(NodeInput.tensor(node, tensor.index()));
    }
    return tensors.varyingInputs(node).stream().map(i -> NodeInput.tensor(node, i)).toList();
  }

  /** The layers in execution order; none says yet where it stands among the others. */
  ImmutableList<CanonicalLayer> ordered() {
    Map<String, CanonicalLayer> byNode = new LinkedHashMap<>();
    reached.values().forEach(layer -> byNode.put(layer.output().node(), layer));
    return tensors.nodes().stream()
        .map(node -> byNode.get(node.getName()))
        .flatMap(Stream::ofNullable)
        .collect(ImmutableList.toImmutableList());
  }

  /** The same layers, each with its place. */
  ImmutableList<CanonicalLayer> placed(ImmutableList<CanonicalLayer> ordered) {
    Set<TensorRef> beforeAll = new HashSet<>();
    for (CanonicalLayer layer : ordered) {
      if (!layer.layer().kind().isLinear()
          && layer.inputs().stream().anyMatch(in -> isFresh(in, beforeAll))) {
        outputs(layer).forEach(beforeAll::add);
      }
    }
    Set<TensorRef> afterAll = new HashSet<>(Set.of(tensors.output()));
    for (CanonicalLayer layer : ordered.reverse()) {
      boolean last = outputs(layer).anyMatch(afterAll::contains);
      if (last && !layer.layer().kind().isLinear()) {
        afterAll.addAll(layer.inputs());
      }
    }
    ImmutableList.Builder<CanonicalLayer> placed = ImmutableList.builder();
    int index = 0;
    for (CanonicalLayer layer : ordered) {
      Layer old = layer.layer();
      boolean linear = old.kind().isLinear();
      placed.add(
          layer.withLayer(
              new Layer(
                  old.kind(),
                  old.name(),
                  old.op(),
                  linear ? index++ : -1,
                  linear && layer.inputs().stream().anyMatch(in -> isFresh(in, beforeAll)),
                  linear && outputs(layer).anyMatch(afterAll::contains))));
    }
    return placed.build();
  }

  private boolean isFresh(TensorRef tensor, Set<TensorRef> beforeAll) {
    return tensors.isAttributed(tensor) || beforeAll.contains(tensor);
  }

  /** A node without rule may have several outputs. */
  private Stream<TensorRef> outputs(CanonicalLayer layer) {
    return IntStream.range(0, NodeOutputs.count(tensors.node(layer.output().node())))
        .mapToObj(i -> new TensorRef(layer.output().node(), i));
  }
}
