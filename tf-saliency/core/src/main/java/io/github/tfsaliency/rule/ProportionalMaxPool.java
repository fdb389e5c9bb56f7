package io.github.tfsaliency.rule;

import io.github.tfsaliency.gradient.MarkedNode;
import io.github.tfsaliency.gradient.NodeSelector;
import io.github.tfsaliency.gradient.Replaces;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/**
 * The proportional redistribution rule at max pooling: every unit in the window gets its share, not
 * only the largest unit.
 *
 * <pre>x AvgPoolGrad(g / (avgpool(x) + 1e-10))</pre>
 *
 * <p>Source: Kim et al. 2019, appendix, "RectGrad PRR".
 *
 * @since 0.1.0
 */
public record ProportionalMaxPool() implements Replaces {
  /** The nodes that the rule supports. */
  public static final NodeSelector MAX_POOLS = NodeSelector.ops("MaxPool");

  private static final double STABILIZER = 1e-10;

  @Override
  public String id() {
    return "proportional";
  }

  @Override
  public <T extends TNumber> Operand<T> backward(MarkedNode<T> node) {
    Ops tf = node.tf();
    Operand<T> x = node.input();
    List<Long> ksize = node.attribute("ksize").getList().getIList();
    List<Long> strides = node.attribute("strides").getList().getIList();
    String padding = node.attribute("padding").getS().toStringUtf8();
    Operand<T> mean = tf.nn.avgPool(x, ksize, strides, padding);
    Operand<T> stabilizer = tf.dtypes.cast(tf.constant(STABILIZER), x.type());
    Operand<T> ratio = tf.math.div(node.upstreamGradient(), tf.math.add(mean, stabilizer));
    return tf.math.mul(x, tf.nn.avgPoolGrad(tf.shape(x), ratio, ksize, strides, padding));
  }
}
