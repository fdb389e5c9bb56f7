package io.github.tfsaliency.rule;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;

/**
 * Keeps a denominator away from zero.
 *
 * <pre>s(z) = z + epsilon sign(z), sign(0) = +1</pre>
 */
final class Stabilizer {
  /** What all rules add but epsilon, whose number it is. */
  static final Stabilizer DEFAULT = new Stabilizer(1e-6);

  private final double epsilon;

  private Stabilizer(double epsilon) {
    this.epsilon = epsilon;
  }

  <T extends TNumber> Operand<T> apply(Ops tf, Operand<T> z) {
    return apply(tf, z, tf.constant(epsilon));
  }

  static <T extends TNumber> Operand<T> apply(Ops tf, Operand<T> z, Operand<TFloat64> epsilon) {
    Operand<T> typed = tf.dtypes.cast(epsilon, z.type());
    Operand<T> zero = tf.dtypes.cast(tf.constant(0f), z.type());
    Operand<T> signed = tf.select(tf.math.greaterEqual(z, zero), typed, tf.math.neg(typed));
    return tf.math.add(z, signed);
  }
}
