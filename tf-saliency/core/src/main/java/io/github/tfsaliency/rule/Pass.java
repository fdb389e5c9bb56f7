package io.github.tfsaliency.rule;

import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.gradient.MarkedNode;
import io.github.tfsaliency.layer.LayerKind;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TNumber;

/**
 * Relevance passes unchanged. The rule is for layers that compute each value from one value:
 * activations, and scales and offsets outside linear layers.
 *
 * <pre>R_i = R_j</pre>
 *
 * @since 0.1.0
 */
public record Pass() implements LrpRule {
  @Override
  public ImmutableSet<LayerKind> kinds() {
    return ImmutableSet.of(LayerKind.ACTIVATION, LayerKind.AFFINE);
  }

  @Override
  public boolean passesUnchanged() {
    return true;
  }

  @Override
  public <T extends TNumber> Operand<T> backward(MarkedNode<T> node) {
    return node.upstreamGradient();
  }
}
