package io.github.tfsaliency.rule;

import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.gradient.MarkedNode;
import io.github.tfsaliency.layer.LayerKind;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.family.TNumber;

/**
 * Softmax as a Taylor expansion at the input. It does not conserve relevance, because the softmax
 * of a zero input is not zero.
 *
 * <pre>R_i = x_i (R_i - s_i sum over j of R_j),  s = softmax(x)</pre>
 *
 * <p>Inputs of minus infinity, as in masks, get nothing. Source: Achtibat et al. 2024 (AttnLRP),
 * proposition 3.1.
 *
 * @since 0.1.0
 */
public record AttentionSoftmax() implements LrpRule {
  @Override
  public String id() {
    return "lrp-softmax";
  }

  @Override
  public ImmutableSet<LayerKind> kinds() {
    return ImmutableSet.of(LayerKind.SOFTMAX);
  }

  @Override
  public <T extends TNumber> Operand<T> backward(MarkedNode<T> node) {
    Ops tf = node.tf();
    Operand<T> relevance = node.upstreamGradient();
    Operand<T> sum = tf.reduceSum(relevance, tf.constant(-1), ReduceSum.keepDims(true));
    Operand<T> x =
        tf.select(tf.math.isFinite(node.input()), node.input(), tf.zerosLike(node.input()));
    return tf.math.mul(x, tf.math.sub(relevance, tf.math.mul(node.output(), sum)));
  }
}
