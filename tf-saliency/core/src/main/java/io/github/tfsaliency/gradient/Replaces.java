package io.github.tfsaliency.gradient;

import org.tensorflow.Operand;
import org.tensorflow.types.family.TNumber;

/**
 * A rule that replaces a node's derivative.
 *
 * @since 0.1.0
 */
public non-sealed interface Replaces extends GradientRule {
  /**
   * Adds the ops that compute the gradient of the first input from the gradient of the output.
   *
   * @param node the node, its input, output and upstream gradient
   * @param <T> the model's floating-point type
   * @return the gradient of the node's first input, in that input's shape
   */
  <T extends TNumber> Operand<T> backward(MarkedNode<T> node);
}
