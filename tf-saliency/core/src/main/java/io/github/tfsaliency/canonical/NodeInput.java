package io.github.tfsaliency.canonical;

import io.github.tfsaliency.graph.TensorRef;
import org.tensorflow.proto.NodeDef;

/**
 * One input of a node. This name, unlike the tensor's name, is the same in every copy of the graph,
 * even if the copy has its weights elsewhere.
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
