package io.github.tfsaliency.rule;

import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.gradient.Around;
import io.github.tfsaliency.gradient.MarkedNode;
import io.github.tfsaliency.layer.LayerKind;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/**
 * Relevance in proportion to the contributions to a sum: a sum of branches, an average pool, or a
 * normalization with constant statistics.
 *
 * <pre>R_i = x_i d/dx_i (sum over j of y_j R_j / s(y_j)),  the ratio held constant</pre>
 *
 * <p>For a sum of branches this is {@code x_i R / s(sum of x)}. For a normalization it is AttnLRP's
 * rule: epsilon for the mean and the offset, identity for the division. Source: Bach et al. 2015,
 * equation 58; Achtibat et al., <i>AttnLRP: Attention-Aware Layer-Wise Relevance Propagation for
 * Transformers</i>, ICML 2024, section 3.3.2 and proposition 3.4.
 *
 * @since 0.1.0
 */
public record Proportional() implements Around {
  @Override
  public String id() {
    return "lrp-proportional";
  }

  @Override
  public ImmutableSet<LayerKind> kinds() {
    return ImmutableSet.of(LayerKind.SUM, LayerKind.AVERAGE, LayerKind.NORMALIZATION);
  }

  @Override
  public boolean isProportionalToInput() {
    return true;
  }

  @Override
  public <T extends TNumber> Operand<T> ahead(MarkedNode<T> node) {
    Ops tf = node.tf();
    return tf.math.div(node.upstreamGradient(), Stabilizer.DEFAULT.apply(tf, node.output()));
  }

  @Override
  public <T extends TNumber> Operand<T> behind(MarkedNode<T> node, Operand<T> derivative) {
    return node.tf().math.mul(node.input(), derivative);
  }
}
