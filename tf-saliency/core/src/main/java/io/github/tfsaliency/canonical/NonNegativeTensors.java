package io.github.tfsaliency.canonical;

import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.HashSet;
import java.util.Set;
import org.tensorflow.proto.NodeDef;

/**
 * Tensors that are known not to be negative, such as what comes out of a ReLU: where a rule tells
 * positive from negative inputs, it needs half the convolutions there.
 */
final class NonNegativeTensors {
  private final ModelTensors tensors;
  private final Set<String> nodes = new HashSet<>();

  private NonNegativeTensors(ModelTensors tensors) {
    this.tensors = tensors;
  }

  static NonNegativeTensors of(ModelTensors tensors) {
    NonNegativeTensors found = new NonNegativeTensors(tensors);
    for (NodeDef node : tensors.nodes()) {
      if (OpTable.is(node.getOp(), OpTrait.NON_NEGATIVE)
          || (OpTable.is(node.getOp(), OpTrait.KEEPS_SIGN) && found.readsNoNegative(node))) {
        found.nodes.add(node.getName());
      }
    }
    return found;
  }

  boolean contains(TensorRef tensor) {
    return nodes.contains(tensor.node());
  }

  private boolean readsNoNegative(NodeDef node) {
    for (int i = 0; i < node.getInputCount(); i++) {
      TensorRef input = NodeInput.tensor(node, i);
      boolean number =
          NodeOutputs.isFloating(NodeOutputs.type(tensors.producer(input), input.index()));
      if (number && !contains(input)) {
        return false;
      }
    }
    return true;
  }
}
