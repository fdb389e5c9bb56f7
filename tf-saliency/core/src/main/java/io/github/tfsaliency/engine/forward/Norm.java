package io.github.tfsaliency.engine.forward;

import io.github.tfsaliency.gradient.DynamicShape;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;

/**
 * The divisor of a cosine: the length of the values' mean over all positions, or of one position.
 *
 * @param channels how many values a place has; all of a sample's, where they have no places
 * @param place the number of the place, or -1 for the mean
 */
public record Norm(long channels, long place) {
  public static final long ALL_PLACES = -1;

  /**
   * What is divided by.
   *
   * @param length {@code [N, 1]}
   * @param pulled what each value contributes, {@code [N, values]}: its product with the values is
   *     the square of the length
   */
  record Length(Operand<TFloat64> length, Operand<TFloat64> pulled) {}

  /**
   * Computes it.
   *
   * @param values {@code [N, values]}
   */
  Length of(Ops tf, Operand<TFloat64> values) {
    Operand<TInt32> samples = DynamicShape.size(tf, values, 0);
    Operand<TFloat64> placed =
        tf.reshape(
            values,
            tf.stack(List.of(samples, tf.constant(-1), tf.constant(Math.toIntExact(channels)))));
    Operand<TInt32> places = DynamicShape.size(tf, placed, 1);
    Operand<TFloat64> shares =
        place == ALL_PLACES
            ? tf.fill(
                tf.stack(List.of(places)),
                tf.math.div(tf.constant(1.0), tf.dtypes.cast(places, TFloat64.class)))
            : tf.oneHot(tf.constant(place), places, tf.constant(1.0), tf.constant(0.0));
    Operand<TFloat64> ofPlaces = tf.reshape(shares, tf.array(1, -1, 1));
    Operand<TFloat64> read =
        tf.expandDims(tf.reduceSum(tf.math.mul(placed, ofPlaces), tf.constant(1)), tf.constant(1));
    Operand<TFloat64> square = tf.reduceSum(tf.math.mul(read, read), tf.array(1, 2));
    return new Length(
        tf.expandDims(tf.math.sqrt(square), tf.constant(1)),
        tf.reshape(tf.math.mul(read, ofPlaces), tf.shape(values)));
  }
}
