package io.github.tfsaliency.gradient;

import org.tensorflow.Operand;
import org.tensorflow.types.family.TNumber;

/** A rule in place of a node's derivative. */
public non-sealed interface Replaces extends GradientRule {
  /**
   * Adds the ops that turn what arrives at the output into what the first input gets.
   *
   * @param node the node, its input, output and upstream gradient
   * @param <T> the model's floating-point type
   * @return the gradient of the node's first input, of that input's shape
   */
  <T extends TNumber> Operand<T> backward(MarkedNode<T> node);
}
