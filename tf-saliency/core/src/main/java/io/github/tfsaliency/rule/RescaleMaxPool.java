package io.github.tfsaliency.rule;

import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.gradient.MarkedNode;
import io.github.tfsaliency.layer.LayerKind;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.MaxPoolGrad;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * DeepLIFT's Rescale rule at max pooling. The contribution of the input's largest value goes to its
 * position, and the contribution of the reference's largest value goes to its position.
 *
 * <pre>m_i = [unpool(g (max(y, y0) - y0)) at x + unpool(g (y - max(y, y0))) at x0] / (x - x0)</pre>
 *
 * <p>Source: Captum's code (Kokhlikyan et al. 2020), after the code of Lundberg's SHAP; in the code
 * of DeepLIFT's authors max pooling keeps its gradient.
 *
 * @since 0.1.0
 */
public record RescaleMaxPool() implements RescaleRule {
  @Override
  public String id() {
    return "deeplift-max-pool";
  }

  @Override
  public ImmutableSet<LayerKind> kinds() {
    return ImmutableSet.of(LayerKind.MAX_POOL);
  }

  @Override
  public <T extends TNumber> Operand<T> behind(MarkedNode<T> node, Operand<T> derivative) {
    Ops tf = node.tf();
    Operand<T> x = node.input();
    Operand<T> y = node.output();
    Operand<T> x0 = tf.broadcastTo(node.referenceInput(), tf.shape(x));
    Operand<T> y0 = tf.broadcastTo(node.referenceOutput(), tf.shape(y));
    Operand<T> g = node.upstreamGradient();
    Operand<T> larger = tf.math.maximum(y, y0);
    Operand<T> numerator =
        tf.math.add(
            unpool(node, x, y, tf.math.mul(g, tf.math.sub(larger, y0))),
            unpool(node, x0, y0, tf.math.mul(g, tf.math.sub(y, larger))));
    return Difference.of(node).quotient(numerator, derivative);
  }

  private static <T extends TNumber> Operand<T> unpool(
      MarkedNode<T> node, Operand<T> values, Operand<T> pooled, Operand<T> upstream) {
    return MaxPoolGrad.create(
        node.tf().scope(),
        values,
        pooled,
        upstream,
        sizes(node, "ksize"),
        sizes(node, "strides"),
        node.attribute("padding").getS().toStringUtf8());
  }

  private static Operand<TInt32> sizes(MarkedNode<?> node, String attribute) {
    return node.tf()
        .array(
            node.attribute(attribute).getList().getIList().stream()
                .mapToInt(Math::toIntExact)
                .toArray());
  }
}
