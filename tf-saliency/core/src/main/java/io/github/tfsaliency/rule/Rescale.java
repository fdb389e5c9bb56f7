package io.github.tfsaliency.rule;

import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.gradient.MarkedNode;
import io.github.tfsaliency.layer.LayerKind;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/**
 * DeepLIFT's Rescale rule: the multiplier of an activation is the slope between the reference and
 * the input.
 *
 * <pre>m = (y - y0) / (x - x0);  if x is within 1e-6 of x0, the derivative</pre>
 *
 * <p>Source: Shrikumar, Greenside, Kundaje, <i>Learning Important Features Through Propagating
 * Activation Differences</i>, ICML 2017, section 3.5.2.
 *
 * @since 0.1.0
 */
public record Rescale() implements RescaleRule {
  @Override
  public String id() {
    return "deeplift-rescale";
  }

  @Override
  public ImmutableSet<LayerKind> kinds() {
    return ImmutableSet.of(LayerKind.ACTIVATION);
  }

  @Override
  public <T extends TNumber> Operand<T> behind(MarkedNode<T> node, Operand<T> derivative) {
    Ops tf = node.tf();
    Operand<T> change = tf.math.sub(node.output(), node.referenceOutput());
    return Difference.of(node).quotient(tf.math.mul(node.upstreamGradient(), change), derivative);
  }
}
