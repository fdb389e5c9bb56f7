package io.github.tfsaliency.rule;

import io.github.tfsaliency.gradient.MarkedNode;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TNumber;

/**
 * What the rules of DeepLIFT have in common: the gradient comes down, a slope replaces it behind.
 */
interface RescaleRule extends LrpRule {
  @Override
  default Placement placement() {
    return Placement.AROUND_DERIVATIVE;
  }

  @Override
  default boolean usesReference() {
    return true;
  }

  @Override
  default <T extends TNumber> Operand<T> backward(MarkedNode<T> node) {
    return node.upstreamGradient();
  }
}
