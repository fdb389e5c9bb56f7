package io.github.tfsaliency.gradient;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TNumber;

/**
 * A linear layer z = sum x w + b that can be applied to other values and other weights.
 *
 * <p>The padding is part of the layer: padded elements are in no sum, for any x. Its weights and
 * its bias are those after BatchNorm.
 *
 * @param <T> the type in which relevance is computed
 * @since 0.1.0
 */
public interface LinearMap<T extends TNumber> {
  /**
   * Whether the layer's input is known to be non-negative, as after a ReLU.
   *
   * @return whether x+ = x
   */
  boolean hasNonNegativeInput();

  /**
   * The weights.
   *
   * @return w, in the layout of the layer's op
   */
  Operand<T> weights();

  /**
   * A part of the weights, computed once for the model.
   *
   * @param which one of the rule's {@link GradientRule#weightParts}
   * @return the part, in the shape of {@link #weights()}
   * @throws IllegalArgumentException if the rule did not declare it
   */
  Operand<T> weights(WeightPart which);

  /**
   * The bias.
   *
   * @return b, in a shape that broadcasts to the layer's output; empty if there is none
   */
  Optional<Operand<T>> bias();

  /**
   * The layer without its bias.
   *
   * @param values in the shape of the layer's input
   * @param weights in the shape of {@link #weights()}
   * @return sum values weights, in the shape of the layer's output
   */
  Operand<T> apply(Operand<T> values, Operand<T> weights);

  /**
   * The gradient of {@link #apply} with respect to the values.
   *
   * @param upstream the gradient of the layer's output, in its shape
   * @param weights in the shape of {@link #weights()}
   * @return the gradient, in the shape of the layer's input
   */
  Operand<T> transposed(Operand<T> upstream, Operand<T> weights);

  /**
   * A multiple of {@link #apply(Operand, Operand)}. Multiplies the weights or the result, whichever
   * is smaller as a rule: a convolution uses each weight at many positions.
   *
   * @param values in the shape of the layer's input
   * @param weights in the shape of {@link #weights()}
   * @param multiple a scalar
   * @return multiple sum values weights, in the shape of the layer's output
   */
  Operand<T> apply(Operand<T> values, Operand<T> weights, Operand<T> multiple);

  /**
   * A multiple of {@link #transposed(Operand, Operand)}. Multiplies the weights or the result, as
   * {@link #apply(Operand, Operand, Operand)} does.
   *
   * @param upstream the gradient of the layer's output, in its shape
   * @param weights in the shape of {@link #weights()}
   * @param multiple a scalar
   * @return the gradient, in the shape of the layer's input
   */
  Operand<T> transposed(Operand<T> upstream, Operand<T> weights, Operand<T> multiple);

  /**
   * The gradient of the sum of two layers with different weights. Adds the weights or the results,
   * as {@link #apply(Operand, Operand, Operand)} does.
   *
   * @param upstream the gradient of the sum, in the shape of the layer's output
   * @param weights in the shape of {@link #weights()}
   * @param others in the same shape
   * @param multiple a scalar that multiplies {@code others}
   * @return the gradient, in the shape of the layer's input
   */
  Operand<T> transposedSum(
      Operand<T> upstream, Operand<T> weights, Operand<T> others, Operand<T> multiple);
}
