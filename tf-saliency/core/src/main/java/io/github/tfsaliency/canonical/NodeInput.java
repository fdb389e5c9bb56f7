package io.github.tfsaliency.canonical;

import io.github.tfsaliency.graph.TensorRef;
import org.tensorflow.proto.NodeDef;

/**
 * What a node reads at one place. Named so, and not by the tensor, it is found in every copy of the
 * graph, wherever that copy keeps its weights.
 *
 * @param node the reading node
 * @param index which of its inputs, from 0
 */
public record NodeInput(String node, int index) {
  static NodeInput of(NodeDef node, int index) {
    return new NodeInput(node.getName(), index);
  }

  static TensorRef tensor(NodeDef node, int index) {
    return TensorRef.parse(node.getInput(index));
  }
}
