package io.github.tfsaliency.examples.shares;

import io.github.tfsaliency.gradient.LinearMap;
import io.github.tfsaliency.gradient.MarkedNode;
import io.github.tfsaliency.rule.LrpRule;
import io.github.tfsaliency.rule.Redistribution;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/**
 * Shares relevance by the magnitude of each contribution, whatever its sign.
 *
 * <pre>R_i = sum over j of  |x_i w_ij| R_j / (sum over i of |x_i w_ij|)</pre>
 */
public record AbsoluteShares() implements LrpRule {
  @Override
  public <T extends TNumber> Operand<T> backward(MarkedNode<T> node) {
    Ops tf = node.tf();
    LinearMap<T> linear = node.linear();
    return Redistribution.of(node)
        .plus(tf.math.abs(node.input()), tf.math.abs(linear.weights()))
        .share(node.upstreamGradient());
  }
}
