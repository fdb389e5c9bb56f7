package io.github.tfsaliency.rule;

import io.github.tfsaliency.gradient.Ahead;
import io.github.tfsaliency.gradient.DynamicShape;
import io.github.tfsaliency.gradient.MarkedNode;
import io.github.tfsaliency.gradient.NodeSelector;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * The authors' remedy for bright borders: at each convolution with SAME padding the outermost ring
 * of the upstream gradient is set to zero before the convolution's own gradient is taken.
 *
 * <p>Source: the code of Brocki, Chung 2020 (NoBias-Rectified-Gradient).
 *
 * @since 0.1.0
 */
public record PaddingTrick() implements Ahead {
  /** The nodes that the rule supports. */
  public static final NodeSelector SAME_CONVOLUTIONS =
      NodeSelector.ops("Conv2D").with("padding", "SAME");

  @Override
  public <T extends TNumber> Operand<T> ahead(MarkedNode<T> node) {
    Ops tf = node.tf();
    Operand<T> g = node.upstreamGradient();
    Operand<T> rows = inside(tf, g, 1);
    Operand<T> columns = inside(tf, g, 2);
    Operand<T> mask =
        tf.math.mul(
            tf.reshape(rows, tf.array(1, -1, 1, 1)), tf.reshape(columns, tf.array(1, 1, -1, 1)));
    return tf.math.mul(g, mask);
  }

  /** 0 for the first and the last position of a dimension, 1 between them. */
  private static <T extends TNumber> Operand<T> inside(Ops tf, Operand<T> g, int dimension) {
    Operand<TInt32> size = DynamicShape.size(tf, g, dimension);
    Operand<TInt32> position = tf.range(tf.constant(0), size, tf.constant(1));
    Operand<TInt32> last = tf.math.sub(size, tf.constant(1));
    Operand<TBool> inside =
        tf.math.logicalAnd(tf.math.greater(position, tf.constant(0)), tf.math.less(position, last));
    return tf.dtypes.cast(inside, g.type());
  }
}
