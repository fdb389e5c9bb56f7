package io.github.tfsaliency.canonical;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.channels.FilterLayout;
import org.tensorflow.proto.NodeDef;

/**
 * A node that adds what does not depend on the input.
 *
 * @param node the node, affine in its varying inputs
 * @param varying which of its inputs depend on the model's input
 */
public record BiasNode(NodeDef node, ImmutableList<Integer> varying) {
  /**
   * Whether the node adds one tensor of constants to one that varies, each value to those of the
   * last dimensions.
   *
   * @return whether what is added is the other operand itself
   */
  public boolean isSum() {
    return node.getInputCount() == 2
        && varying.size() == 1
        && switch (node.getOp()) {
          case "Add", "AddV2", "Sub" -> true;
          case "BiasAdd" -> FilterLayout.hasChannelsLast(node);
          default -> false;
        };
  }

  /**
   * Of a sum, where what is added is read.
   *
   * @return the place
   */
  public NodeInput summand() {
    return NodeInput.of(node, 1 - varying.get(0));
  }

  /**
   * Of a sum, whether it is subtracted.
   *
   * @return true where the sum is a difference, and the bias stands second
   */
  public boolean isNegative() {
    return node.getOp().equals("Sub") && varying.get(0) == 0;
  }
}
