package io.github.tfsaliency.rule;

import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.gradient.WeightPart;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/**
 * The positive and the negative part of a tensor; each adds its op on the first request.
 *
 * @param <T> the tensor's type
 * @since 0.1.0
 */
public final class Parts<T extends TNumber> {
  private final Ops tf;
  private final Operand<T> whole;

  /**
   * Both parts.
   *
   * @param tf the builder
   * @param whole the tensor
   */
  public Parts(Ops tf, Operand<T> whole) {
    this.tf = requireNonNull(tf, "tf");
    this.whole = requireNonNull(whole, "whole");
  }

  /**
   * max(x, 0).
   *
   * @return the part, in the tensor's shape
   */
  public Operand<T> positive() {
    return tf.math.maximum(whole, zero());
  }

  /**
   * min(x, 0).
   *
   * @return the part, in the tensor's shape
   */
  public Operand<T> negative() {
    return tf.math.minimum(whole, zero());
  }

  /**
   * One of the two parts.
   *
   * @param part the part
   * @return the part, in the tensor's shape
   */
  public Operand<T> of(WeightPart part) {
    return part == WeightPart.POSITIVE ? positive() : negative();
  }

  private Operand<T> zero() {
    return tf.dtypes.cast(tf.constant(0f), whole.type());
  }
}
