package io.github.tfsaliency.gradient;

import org.tensorflow.Operand;
import org.tensorflow.types.family.TNumber;

/** A rule that changes what arrives at a node, before the node's own derivative is taken. */
public non-sealed interface Ahead extends GradientRule {
  /**
   * Adds the ops that turn what arrives into what the derivative goes on from.
   *
   * @param node the node, its output and upstream gradient
   * @param <T> the model's floating-point type
   * @return the gradient of the node's output, of the output's shape
   */
  <T extends TNumber> Operand<T> ahead(MarkedNode<T> node);
}
