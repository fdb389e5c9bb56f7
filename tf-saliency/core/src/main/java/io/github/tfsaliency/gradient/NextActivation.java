package io.github.tfsaliency.gradient;

import org.tensorflow.Operand;
import org.tensorflow.types.family.TNumber;

/**
 * The activation that alone reads a linear layer.
 *
 * @param <T> the type in which the layer's rule computes
 */
public interface NextActivation<T extends TNumber> {
  /**
   * The function at other values.
   *
   * @param values of the shape of the layer's output
   * @return of the same shape
   */
  Operand<T> apply(Operand<T> values);

  /**
   * What arrives at the activation from above.
   *
   * @return of the shape of the layer's output
   */
  Operand<T> upstreamGradient();
}
