package io.github.tfsaliency.attention;

import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.tensorflow.proto.NodeDef;

/** Finds the tensor that queries, keys and values are projected from. */
final class TokenReader {
  /** What neither takes a part of a tensor nor computes anything of several of its values. */
  private static final ImmutableSet<String> UNMOVING =
      ImmutableSet.of("Cast", "Identity", "Mul", "Transpose");

  private final AttentionGraph graph;
  private final Map<String, Integer> places = new HashMap<>();

  TokenReader(AttentionGraph graph) {
    this.graph = graph;
    graph.axes().model().nodes().keySet().forEach(name -> places.put(name, places.size()));
  }

  /** Empty if they are not projections of one tensor. */
  Optional<TensorRef> read(TensorRef queries, TensorRef keys, TensorRef values) {
    TensorRef unprojected = still(queries);
    if (unprojected.equals(still(keys)) && unprojected.equals(still(values))) {
      return Optional.of(graph.unshaped(unprojected));
    }
    TreeSet<TensorRef> reached =
        new TreeSet<>(
            Comparator.<TensorRef>comparingInt(tensor -> places.getOrDefault(tensor.node(), -1))
                .thenComparingInt(TensorRef::index));
    reached.addAll(List.of(queries, keys, values));
    boolean projected = false;
    while (reached.size() > 1 || !projected) {
      NodeDef last = graph.producer(reached.pollLast());
      List<TensorRef> varying = graph.varying(last);
      if (varying.isEmpty() || !isProjection(last)) {
        return Optional.empty();
      }
      projected |= graph.isLayer(last);
      reached.addAll(varying);
    }
    return Optional.of(graph.unshaped(reached.first()));
  }

  /** Layers of weights, norms, rotations and slices, but no nonlinearity that a network ends by. */
  private boolean isProjection(NodeDef node) {
    return !AttentionGraph.isPlaceholder(node)
        && !graph.isProductOfTwo(node)
        && !OpTable.is(node.getOp(), OpTrait.ACTIVATION)
        && !node.getOp().equals("Softmax");
  }

  /** The tensor itself, ahead of steps that give each of its values another place or unit. */
  private TensorRef still(TensorRef tensor) {
    TensorRef at = tensor;
    while (true) {
      NodeDef node = graph.producer(at);
      List<TensorRef> varying = graph.varying(node);
      boolean passes =
          UNMOVING.contains(node.getOp())
              || OpTable.isAny(node.getOp(), OpTrait.RESHAPE, OpTrait.QUOTIENT);
      if (!passes || varying.size() != 1) {
        return at;
      }
      at = varying.get(0);
    }
  }
}
