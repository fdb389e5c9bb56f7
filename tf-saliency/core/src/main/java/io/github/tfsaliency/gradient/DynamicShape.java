package io.github.tfsaliency.gradient;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * Sizes that are known only when the graph runs, such as the number of samples.
 *
 * @since 0.1.0
 */
public final class DynamicShape {
  private DynamicShape() {}

  /**
   * The size of one dimension.
   *
   * @param tf the builder
   * @param tensor with at least {@code dimension + 1} dimensions
   * @param dimension from 0
   * @return a scalar
   */
  public static Operand<TInt32> size(Ops tf, Operand<? extends TType> tensor, int dimension) {
    return tf.gather(tf.shape(tensor), tf.constant(dimension), tf.constant(0));
  }

  /**
   * Flattens the values of each sample.
   *
   * @param tf the builder
   * @param tensor {@code [N, ...]}
   * @param <T> its type
   * @return {@code [N, values of a sample]}
   */
  public static <T extends TType> Operand<T> perSample(Ops tf, Operand<T> tensor) {
    return tf.reshape(tensor, tf.stack(List.of(size(tf, tensor, 0), tf.constant(-1))));
  }
}
