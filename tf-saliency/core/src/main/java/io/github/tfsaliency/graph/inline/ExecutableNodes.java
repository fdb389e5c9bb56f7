package io.github.tfsaliency.graph.inline;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.Pruner;
import io.github.tfsaliency.graph.TensorRef;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/** Nodes in an order in which they can be executed: each after those that it reads. */
final class ExecutableNodes {
  private final Map<String, NodeDef> nodes = new LinkedHashMap<>();

  void add(NodeDef node) {
    nodes.put(node.getName(), node);
  }

  boolean contains(String name) {
    return nodes.containsKey(name);
  }

  @Nullable NodeDef get(String name) {
    return nodes.get(name);
  }

  /** The nodes that a tensor depends on. */
  ImmutableMap<String, NodeDef> to(TensorRef tensor) {
    return Pruner.ancestors(tensor, nodes);
  }

  /** Invalid if the tensor cannot be executed yet. */
  DataType type(TensorRef tensor) {
    NodeDef node = nodes.get(tensor.node());
    return node == null ? DataType.DT_INVALID : NodeOutputs.type(node, tensor.index());
  }
}
