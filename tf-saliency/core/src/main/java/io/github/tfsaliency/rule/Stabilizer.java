package io.github.tfsaliency.rule;

import io.github.tfsaliency.gradient.WeightPart;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;

/**
 * Keeps a denominator away from zero.
 *
 * <pre>s(z) = z + epsilon sign(z), sign(0) = +1</pre>
 *
 * @since 0.1.0
 */
public final class Stabilizer {
  /** Epsilon 1e-6, as in all rules but {@link Epsilon}. */
  public static final Stabilizer DEFAULT = new Stabilizer(Optional.empty());

  static final double EPSILON = 1e-6;

  private final Optional<WeightPart> known;

  private Stabilizer(Optional<WeightPart> known) {
    this.known = known;
  }

  /**
   * For sums whose terms all have the same sign: if such a sum is zero, there is nothing to
   * distribute.
   *
   * @param sign the sign of all terms
   * @return a stabilizer with epsilon 1e-6
   */
  public static Stabilizer ofSign(WeightPart sign) {
    return new Stabilizer(Optional.of(sign));
  }

  /**
   * Adds the ops that stabilize a denominator.
   *
   * @param tf the builder
   * @param z a tensor of any shape
   * @param <T> its type
   * @return s(z), in the same shape
   */
  public <T extends TNumber> Operand<T> apply(Ops tf, Operand<T> z) {
    Operand<TFloat64> epsilon = tf.constant(EPSILON);
    if (known.isEmpty()) {
      return apply(tf, z, epsilon);
    }
    Operand<T> typed = tf.dtypes.cast(epsilon, z.type());
    return known.get() == WeightPart.POSITIVE ? tf.math.add(z, typed) : tf.math.sub(z, typed);
  }

  /** s(z + bias). If the sign is known, bias and epsilon are added together, in one pass. */
  <T extends TNumber> Operand<T> applyToSum(Ops tf, Operand<T> z, Optional<Operand<T>> bias) {
    if (bias.isEmpty()) {
      return apply(tf, z);
    }
    return known.isPresent()
        ? tf.math.add(z, apply(tf, bias.get()))
        : apply(tf, tf.math.add(z, bias.get()));
  }

  /**
   * Adds the ops that stabilize a denominator with another epsilon.
   *
   * @param tf the builder
   * @param z a tensor of any shape
   * @param epsilon a scalar
   * @param <T> the type of {@code z}
   * @return s(z), of the same shape
   */
  public static <T extends TNumber> Operand<T> apply(
      Ops tf, Operand<T> z, Operand<TFloat64> epsilon) {
    Operand<T> typed = tf.dtypes.cast(epsilon, z.type());
    Operand<T> zero = tf.dtypes.cast(tf.constant(0f), z.type());
    Operand<T> signed = tf.select(tf.math.greaterEqual(z, zero), typed, tf.math.neg(typed));
    return tf.math.add(z, signed);
  }
}
