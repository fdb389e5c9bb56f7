package io.github.tfsaliency.canonical;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.channels.FilterLayout;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.NodeDef;

/** Additions and multiplications by what does not depend on the input. */
final class AffineStep {
  private AffineStep() {}

  static boolean isBatchNorm(NodeDef node) {
    return OpTable.is(node.getOp(), OpTrait.BATCH_NORM);
  }

  static boolean is(NodeDef node, ImmutableList<Integer> varying, ModelTensors tensors) {
    if (varying.size() != 1) {
      return false;
    }
    String op = node.getOp();
    return op.equals("Neg")
        || OpTable.is(op, OpTrait.AFFINE)
        || (OpTable.is(op, OpTrait.QUOTIENT) && varying.get(0) == 0)
        || (isBatchNorm(node)
            && varying.get(0) == 0
            && !NodeOutputs.attribute(node, "is_training").getB());
  }

  /** Whether it is one with a weight for each channel, the last dimension, or one for all. */
  static boolean isPerChannel(NodeDef node, ImmutableList<Integer> varying, ModelTensors tensors) {
    if (!is(node, varying, tensors)
        || node.getOp().equals("AddN")
        || !FilterLayout.hasChannelsLast(node)) {
      return false;
    }
    long channels = tensors.channels(NodeInput.tensor(node, varying.get(0)));
    if (isBatchNorm(node)) {
      return channels > 0;
    }
    for (int i = 0; i < node.getInputCount(); i++) {
      TensorRef operand = NodeInput.tensor(node, i);
      if (i != varying.get(0)
          && !(tensors.isWeight(operand) && isVector(tensors.shape(operand), channels))) {
        return false;
      }
    }
    return channels > 0 && tensors.keepsShape(node, varying.get(0));
  }

  private static boolean isVector(Shape shape, long channels) {
    return !shape.isUnknown()
        && (shape.size() == 1
            || (shape.size() == channels && shape.get(shape.numDimensions() - 1) == channels));
  }
}
