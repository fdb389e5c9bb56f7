package io.github.tfsaliency.gradient;

import org.tensorflow.Operand;
import org.tensorflow.types.family.TNumber;

/**
 * The activation that reads a linear layer; nothing else reads the layer.
 *
 * @param <T> the type in which the layer's rule computes
 * @since 0.1.0
 */
public interface NextActivation<T extends TNumber> {
  /**
   * The function at other values.
   *
   * @param values in the shape of the layer's output
   * @return the results, in the same shape
   */
  Operand<T> apply(Operand<T> values);

  /**
   * The gradient of the activation's output.
   *
   * @return the gradient, in the shape of the layer's output
   */
  Operand<T> upstreamGradient();
}
