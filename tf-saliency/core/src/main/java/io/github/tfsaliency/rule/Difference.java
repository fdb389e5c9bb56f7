package io.github.tfsaliency.rule;

import io.github.tfsaliency.gradient.MarkedNode;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.family.TNumber;

/** The difference between a node's input and that of the reference, as a denominator. */
record Difference<T extends TNumber>(Ops tf, Operand<T> value) {
  /** Below it rounding would decide. */
  private static final double SMALLEST = 1e-6;

  static <T extends TNumber> Difference<T> of(MarkedNode<T> node) {
    return new Difference<>(node.tf(), node.tf().math.sub(node.input(), node.referenceInput()));
  }

  Operand<T> quotient(Operand<T> numerator, Operand<T> whereSmall) {
    Operand<T> smallest = tf.dtypes.cast(tf.constant(SMALLEST), value.type());
    Operand<TBool> isSmall = tf.math.less(tf.math.abs(value), smallest);
    return selectAlike(tf, isSmall, whereSmall, tf.math.divNoNan(numerator, value));
  }

  /** The selection of TensorFlow 1, which takes operands of one shape only, and less time. */
  private static <T extends TNumber> Operand<T> selectAlike(
      Ops tf, Operand<TBool> condition, Operand<T> then, Operand<T> otherwise) {
    return tf.scope()
        .opBuilder("Select", "Select")
        .addInput(condition.asOutput())
        .addInput(then.asOutput())
        .addInput(otherwise.asOutput())
        .build()
        .output(0);
  }
}
