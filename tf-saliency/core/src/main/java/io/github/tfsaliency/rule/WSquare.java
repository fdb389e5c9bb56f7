package io.github.tfsaliency.rule;

import io.github.tfsaliency.gradient.LinearMap;
import io.github.tfsaliency.gradient.MarkedNode;
import io.github.tfsaliency.gradient.WeightPart;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/**
 * LRP-w^2: relevance in proportion to the squared weights, independent of the input.
 *
 * <pre>R_i = sum over j of  w_ij^2 R_j / (sum of w^2 + b^2)</pre>
 *
 * <p>For first layers: it has no blind zone, because the input is not a factor. Source: Montavon et
 * al. 2017, section 4.1.
 *
 * @since 0.1.0
 */
public record WSquare() implements LrpRule {
  @Override
  public <T extends TNumber> Operand<T> backward(MarkedNode<T> node) {
    Ops tf = node.tf();
    LinearMap<T> linear = node.linear();
    return Redistribution.of(node)
        .plusOnes(tf.onesLike(node.input()), tf.math.square(linear.weights()))
        .withBias(linear.bias().map(tf.math::square))
        .withSign(WeightPart.POSITIVE)
        .share(node.upstreamGradient());
  }
}
