package io.github.tfsaliency.graph.savedmodel;

import io.github.tfsaliency.graph.FinalActivation;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.inline.FlatGraph;
import io.github.tfsaliency.graph.inline.GraphPath;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.List;
import org.tensorflow.proto.NodeDef;

/**
 * Which tensor of an output is explained. Probabilities saturate, so unless they are asked for it
 * is the logit.
 *
 * @param probability whether they are asked for
 */
record Logits(boolean probability) {
  /** The output, or what its final softmax or sigmoid reads. */
  TensorRef of(TensorRef output, FlatGraph flat) {
    TensorRef tensor = flat.resolve(output);
    NodeDef node = flat.nodeOrThrow(tensor);
    return isFinal(node) && !probability ? flat.resolve(TensorRef.parse(node.getInput(0))) : tensor;
  }

  /**
   * What a branch gives may be a softmax too, which is seen once it is known which one is taken.
   *
   * @param visited the output as it is executed
   */
  TensorRef ahead(TensorRef visited, TensorRef output, FlatGraph flat, GraphPath graph) {
    NodeDef node = graph.executable(visited.node());
    boolean branch = OpTable.is(flat.nodeOrThrow(output).getOp(), OpTrait.CONTROL_FLOW);
    return branch && node != null && isFinal(node) && !probability
        ? TensorRef.parse(node.getInput(0))
        : visited;
  }

  /**
   * What makes probabilities of a tensor that is explained.
   *
   * @param outputs those of the signature, and what was asked for
   */
  FinalActivation activation(TensorRef explained, List<TensorRef> outputs, FlatGraph flat) {
    return outputs.stream()
        .filter(flat::contains)
        .map(output -> flat.nodeOrThrow(flat.resolve(output)))
        .filter(Logits::isFinal)
        .filter(node -> flat.resolve(TensorRef.parse(node.getInput(0))).equals(explained))
        .map(Logits::activation)
        .findFirst()
        .orElse(
            isFinal(flat.nodeOrThrow(explained)) ? FinalActivation.APPLIED : FinalActivation.NONE);
  }

  /** What a node does to logits. */
  static FinalActivation activation(NodeDef node) {
    return node.getOp().equals("Sigmoid") ? FinalActivation.SIGMOID : FinalActivation.SOFTMAX;
  }

  private static boolean isFinal(NodeDef node) {
    return OpTable.is(node.getOp(), OpTrait.FINAL_ACTIVATION);
  }
}
