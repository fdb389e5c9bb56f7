package io.github.tfsaliency.graph;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import org.tensorflow.proto.NodeDef;

/**
 * A graph without functions, identities and control edges. What was removed can still be named: an
 * alias leads from a removed node's output to the tensor that carries its value.
 *
 * @param nodes by name; their inputs are resolved
 * @param aliases from the outputs of removed nodes to the next tensor on the way to a real one
 */
record FlatGraph(ImmutableMap<String, NodeDef> nodes, ImmutableMap<TensorRef, TensorRef> aliases) {

  /** The real tensor behind a reference, which may name a removed node. */
  TensorRef resolve(TensorRef tensor) {
    TensorRef current = tensor;
    for (int steps = 0; steps <= aliases.size(); steps++) {
      TensorRef next = aliases.get(current);
      if (next == null) {
        return current;
      }
      current = next;
    }
    throw new UnsupportedModelException(
        String.format("The tensor '%s' is defined by itself: the graph has a cycle.", tensor));
  }

  /** Whether a node of that name exists, real or removed. */
  boolean contains(TensorRef tensor) {
    return nodes.containsKey(tensor.node()) || aliases.containsKey(tensor);
  }
}
