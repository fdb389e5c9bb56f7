package io.github.tfsaliency.rule;

import io.github.tfsaliency.gradient.GradientRule;
import io.github.tfsaliency.gradient.MarkedNode;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.family.TNumber;

/**
 * Guided backpropagation at a rectifier: a gradient passes only where it is positive and the unit
 * was active.
 *
 * <pre>1[x &gt; 0] 1[g &gt; 0] g;  at ReLU6 also 1[x &lt; 6]</pre>
 *
 * <p>Source: Springenberg, Dosovitskiy, Brox, Riedmiller, <i>Striving for Simplicity: The All
 * Convolutional Net</i>, ICLR 2015 workshop, section 3.4.
 */
public record Guided() implements GradientRule {
  private static final double RELU6_CEILING = 6;

  @Override
  public String id() {
    return "guided";
  }

  @Override
  public <T extends TNumber> Operand<T> backward(MarkedNode<T> node) {
    Ops tf = node.tf();
    Operand<T> x = node.input();
    Operand<TBool> active = tf.math.greater(x, tf.zerosLike(x));
    if (node.op().equals("Relu6")) {
      Operand<T> ceiling = tf.dtypes.cast(tf.constant(RELU6_CEILING), x.type());
      active = tf.math.logicalAnd(active, tf.math.less(x, ceiling));
    }
    Operand<T> positive = tf.nn.relu(node.upstreamGradient());
    return tf.select(active, positive, tf.zerosLike(positive));
  }
}
