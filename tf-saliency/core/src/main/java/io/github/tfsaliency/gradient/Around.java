package io.github.tfsaliency.gradient;

import org.tensorflow.Operand;
import org.tensorflow.types.family.TNumber;

/**
 * A rule ahead of a node's derivative and behind it: for nodes with several inputs, and where
 * TensorFlow's own derivative serves.
 */
public non-sealed interface Around extends GradientRule {
  /**
   * Adds the ops that turn what arrives into what the derivative goes on from: by default that is
   * what arrives.
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
   * @param node the node; its input is the one at hand, its upstream gradient what had arrived at
   *     the output
   * @param derivative the gradient that TensorFlow computes for this input from the result of
   *     {@link #ahead}
   * @param <T> the model's floating-point type
   * @return the gradient of the input, of its shape
   */
  <T extends TNumber> Operand<T> behind(MarkedNode<T> node, Operand<T> derivative);
}
