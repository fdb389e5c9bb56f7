package io.github.tfsaliency.rule;

import io.github.tfsaliency.gradient.Around;
import io.github.tfsaliency.gradient.MarkedNode;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TNumber;

/** What rules of DeepLIFT have in common: the gradient comes down, a slope replaces it behind. */
interface RescaleRule extends Around {
  @Override
  default boolean usesReference() {
    return true;
  }

  @Override
  default <T extends TNumber> Operand<T> ahead(MarkedNode<T> node) {
    return node.upstreamGradient();
  }
}
