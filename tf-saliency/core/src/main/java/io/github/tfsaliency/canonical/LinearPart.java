package io.github.tfsaliency.canonical;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.opgradient.LinearOp;
import java.util.Optional;
import org.tensorflow.proto.NodeDef;

/**
 * The parts of a linear layer: {@code after(op(before(x), w)) + biases}.
 *
 * @param before what stands between the layer's input and its op, in execution order: zero padding,
 *     what moves values, and per-channel affine steps that are absorbed by the weights
 * @param node the op that multiplies by weights
 * @param roles which of its inputs is which
 * @param after what moves values between the op and the bias, in execution order
 * @param biases what is added in the end
 * @param nonNegativeInput whether the layer's input is known not to be negative
 * @param pointwise of convolutions of single pixels, which are products of matrices
 */
public record LinearPart(
    ImmutableList<Step> before,
    NodeDef node,
    LinearOp.Roles roles,
    ImmutableList<NodeDef> after,
    ImmutableList<Bias> biases,
    boolean nonNegativeInput,
    Optional<Pointwise> pointwise) {
  /**
   * The matrix of a convolution of single pixels, with stride 1.
   *
   * @param rows channels of the input
   * @param columns channels of the output
   */
  public record Pointwise(int rows, int columns) {}

  /**
   * A step ahead of the op.
   *
   * @param node the node
   * @param affine whether it multiplies or adds per-channel weights; otherwise it moves values
   * @param data which of its inputs depends on the model's input
   */
  public record Step(NodeDef node, boolean affine, int data) {}

  /**
   * A summand.
   *
   * @param value where it is read
   * @param negative whether it is subtracted
   */
  public record Bias(NodeInput value, boolean negative) {}

  /**
   * Where the op reads its weights.
   *
   * @return the place
   */
  public NodeInput weights() {
    return NodeInput.of(node, roles.weights());
  }

  /**
   * Whether affine steps change the weights.
   *
   * @return true if the op's own weights are not the layer's
   */
  public boolean isAffine() {
    return before.stream().anyMatch(Step::affine);
  }
}
