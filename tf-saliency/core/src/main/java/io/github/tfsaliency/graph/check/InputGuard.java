package io.github.tfsaliency.graph.check;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.graph.ConstantValues;
import io.github.tfsaliency.graph.TensorRef;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.NodeDef;

/**
 * Inputs that may be more than a kernel bears, and what is put ahead of them: nodes of our own,
 * which bound the input as the model runs.
 */
abstract class InputGuard {
  private final Map<String, NodeDef> nodes;

  /**
   * Looks at a graph.
   *
   * @param nodes each after the nodes that it reads
   */
  InputGuard(Map<String, NodeDef> nodes) {
    this.nodes = nodes;
  }

  /** The inputs of a node that nothing bounds. */
  abstract List<Integer> unbounded(NodeDef node);

  /** What bounds a tensor as an input of a node; the last one gives the bounded tensor. */
  abstract List<NodeDef> bounds(NodeDef node, int input, String tensor);

  /** All nodes, and what was added ahead of their inputs; the very same map if nothing was. */
  final ImmutableMap<String, NodeDef> bounded() {
    Map<String, NodeDef> all = new LinkedHashMap<>();
    for (NodeDef node : nodes.values()) {
      NodeDef bounded = node;
      for (int input : unbounded(node)) {
        List<NodeDef> added = bounds(node, input, node.getInput(input));
        added.forEach(bound -> all.put(bound.getName(), bound));
        String last = added.get(added.size() - 1).getName();
        bounded = bounded.toBuilder().setInput(input, last).build();
      }
      all.put(node.getName(), bounded);
    }
    return ImmutableMap.copyOf(all.size() == nodes.size() ? nodes : all);
  }

  final Map<String, NodeDef> nodes() {
    return nodes;
  }

  /** The node that makes a tensor; null if it is missing, which others refuse. */
  final @Nullable NodeDef source(String tensor) {
    return nodes.get(TensorRef.parse(tensor).node());
  }

  /** The node that makes a tensor if it has an op and a number of inputs, else null. */
  final @Nullable NodeDef source(String tensor, String op, int inputs) {
    NodeDef source = source(tensor);
    boolean fits = source != null && source.getOp().equals(op) && source.getInputCount() == inputs;
    return fits ? source : null;
  }

  /** Whether an input of a node is already what bounds a tensor. */
  final boolean isBound(NodeDef node, int input, String tensor) {
    return AddedNodes.areAlike(bounds(node, input, tensor), node.getInput(input), nodes);
  }

  /** Whether a tensor is a constant whose first value has at most a magnitude. */
  final boolean isConstantWithin(String tensor, double most) {
    NodeDef source = source(tensor);
    Double value =
        source != null && source.getOp().equals("Const")
            ? ConstantValues.element(source.getAttrOrThrow("value").getTensor(), 0)
            : null;
    return value != null && Math.abs(value) <= most;
  }
}
