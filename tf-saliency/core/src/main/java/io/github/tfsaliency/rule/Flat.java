package io.github.tfsaliency.rule;

import io.github.tfsaliency.gradient.LinearMap;
import io.github.tfsaliency.gradient.MarkedNode;
import io.github.tfsaliency.gradient.WeightPart;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/**
 * LRP-flat: equal shares for all inputs of an output, except padding.
 *
 * <pre>R_i = sum over j of  R_j / (the number of inputs of j)</pre>
 *
 * <p>For first layers: it shows positions, not channels. It has no blind zone, because the input is
 * not a factor. Source: Lapuschkin et al., <i>Unmasking Clever Hans Predictors</i>, 2019.
 *
 * @since 0.1.0
 */
public record Flat() implements LrpRule {
  @Override
  public <T extends TNumber> Operand<T> backward(MarkedNode<T> node) {
    Ops tf = node.tf();
    LinearMap<T> linear = node.linear();
    return Redistribution.of(node)
        .plusOnes(tf.onesLike(node.input()), tf.onesLike(linear.weights()))
        .withSign(WeightPart.POSITIVE)
        .share(node.upstreamGradient());
  }
}
