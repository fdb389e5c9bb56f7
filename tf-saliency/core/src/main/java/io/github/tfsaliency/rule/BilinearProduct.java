package io.github.tfsaliency.rule;

import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.gradient.Around;
import io.github.tfsaliency.gradient.MarkedNode;
import io.github.tfsaliency.layer.LayerKind;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/**
 * Half of the relevance of a product for each of its factors, in proportion to the contributions.
 *
 * <pre>R_ji = sum over p of  a_ji v_ip R_jp / s(2 o_jp),  o = a v;  the same for v</pre>
 *
 * <p>Source: Achtibat et al. 2024 (AttnLRP), proposition 3.3; for element-wise products, 3.2.
 *
 * @since 0.1.0
 */
public record BilinearProduct() implements Around {
  @Override
  public String id() {
    return "lrp-bilinear";
  }

  @Override
  public ImmutableSet<LayerKind> kinds() {
    return ImmutableSet.of(LayerKind.PRODUCT);
  }

  @Override
  public <T extends TNumber> Operand<T> ahead(MarkedNode<T> node) {
    Ops tf = node.tf();
    Operand<T> twice = tf.math.add(node.output(), node.output());
    return tf.math.div(node.upstreamGradient(), Stabilizer.DEFAULT.apply(tf, twice));
  }

  @Override
  public <T extends TNumber> Operand<T> behind(MarkedNode<T> node, Operand<T> derivative) {
    return node.tf().math.mul(node.input(), derivative);
  }
}
