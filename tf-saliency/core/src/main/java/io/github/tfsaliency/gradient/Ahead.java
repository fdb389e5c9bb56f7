package io.github.tfsaliency.gradient;

import org.tensorflow.Operand;
import org.tensorflow.types.family.TNumber;

/**
 * A rule that changes the gradient arriving at a node, before the node's own derivative is applied.
 *
 * @since 0.1.0
 */
public non-sealed interface Ahead extends GradientRule {
  /**
   * Adds the ops that compute the changed gradient, to which the node's derivative is applied.
   *
   * @param node the node, its output and upstream gradient
   * @param <T> the model's floating-point type
   * @return the gradient of the node's output, of the output's shape
   */
  <T extends TNumber> Operand<T> ahead(MarkedNode<T> node);
}
