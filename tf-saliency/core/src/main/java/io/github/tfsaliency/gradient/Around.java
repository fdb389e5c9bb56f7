package io.github.tfsaliency.gradient;

import org.tensorflow.Operand;
import org.tensorflow.types.family.TNumber;

/**
 * A rule that changes the gradient before and after a node's derivative. It is for nodes with
 * several inputs, and for rules that use TensorFlow's own derivative.
 *
 * @since 0.1.0
 */
public non-sealed interface Around extends GradientRule {
  /**
   * Adds the ops that compute the changed gradient, to which the node's derivative is applied. By
   * default the gradient is unchanged.
   *
   * @param node the node, its output and upstream gradient
   * @param <T> the model's floating-point type
   * @return the gradient of the node's output, of the output's shape
   */
  default <T extends TNumber> Operand<T> ahead(MarkedNode<T> node) {
    return node.upstreamGradient();
  }

  /**
   * Adds the ops that turn the derivative of an input into its gradient.
   *
   * @param node the node; its input is the current input, and its upstream gradient is the gradient
   *     that arrived at the output
   * @param derivative the gradient that TensorFlow computes for this input from the result of
   *     {@link #ahead}
   * @param <T> the model's floating-point type
   * @return the gradient of the input, in the input's shape
   */
  <T extends TNumber> Operand<T> behind(MarkedNode<T> node, Operand<T> derivative);
}
