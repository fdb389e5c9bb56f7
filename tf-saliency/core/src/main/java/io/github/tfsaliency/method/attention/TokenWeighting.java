package io.github.tfsaliency.method.attention;

import io.github.tfsaliency.gradient.ChannelWeighting;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TFloat32;

/**
 * The tokens times their gradient, summed over all features. The tokens must be the ones that the
 * model computes.
 */
record TokenWeighting() implements ChannelWeighting {
  @Override
  public Operand<TFloat32> map(Ops tf, Operand<TFloat32> tokens, Operand<TFloat32> gradient) {
    return tf.reduceSum(tf.math.mul(tokens, gradient), tf.constant(-1), ReduceSum.keepDims(true));
  }
}
