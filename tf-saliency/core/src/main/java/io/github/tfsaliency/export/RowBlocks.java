package io.github.tfsaliency.export;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.gradient.DynamicShape;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TNumber;

/**
 * Changes each row of an image by itself, some rows at a time: as doubles a whole photograph would
 * take many times the memory of its samples.
 *
 * @param loops what writes loops
 */
record RowBlocks(Loops loops) {
  private static final int ROWS = 64;

  /** What is done with some rows. */
  @FunctionalInterface
  interface Change {
    /**
     * Adds it to the graph.
     *
     * @param tf the graph of one turn
     * @param rows {@code [rows, width, channels]}
     * @param constants what every turn reads
     * @return {@code [rows, new width, 3]}
     */
    Operand<TUint8> of(Ops tf, Operand<?> rows, ImmutableList<Operand<?>> constants);
  }

  /**
   * Changes all rows.
   *
   * @param image {@code [height, width, channels]}
   * @param width of the result
   * @return {@code [height, width, 3]}
   */
  Operand<TUint8> write(
      GraphDraft draft,
      Operand<?> image,
      Operand<TInt32> width,
      ImmutableList<Operand<?>> constants,
      Change change) {
    Ops tf = draft.tf();
    Operand<TInt32> height = DynamicShape.size(tf, Casts.typed(image), 0);
    Operand<TInt32> turns =
        tf.math.floorDiv(tf.math.add(height, tf.constant(ROWS - 1)), tf.constant(ROWS));
    Operand<TUint8> black =
        tf.fill(
            tf.stack(List.of(height, width, tf.constant(3))),
            tf.dtypes.cast(tf.constant(0), TUint8.class));
    return Casts.typed(
        loops
            .write(
                draft,
                turns,
                ImmutableList.of(black),
                ImmutableList.<Operand<?>>builder().add(image, height).addAll(constants).build(),
                (body, turn, sums, same) ->
                    List.of(
                        turn(
                            body.tf(),
                            turn,
                            Casts.typed(sums.get(0)),
                            same.get(0),
                            Casts.typed(same.get(1)),
                            same.subList(2, same.size()),
                            change)))
            .get(0));
  }

  private static Operand<TUint8> turn(
      Ops tf,
      Operand<TInt32> turn,
      Operand<TUint8> done,
      Operand<?> image,
      Operand<TInt32> height,
      ImmutableList<Operand<?>> constants,
      Change change) {
    Operand<TInt32> start = tf.math.mul(turn, tf.constant(ROWS));
    Operand<TInt32> end = tf.math.minimum(tf.math.add(start, tf.constant(ROWS)), height);
    Operand<TInt32> places = tf.range(start, end, tf.constant(1));
    Operand<?> rows = tf.gather(Casts.<TNumber>typed(image), places, tf.constant(0));
    return tf.tensorScatterNdUpdate(
        done, tf.expandDims(places, tf.constant(1)), change.of(tf, rows, constants));
  }

  /** Whole numbers from 0 to 255, the nearest ones. */
  static Operand<TUint8> rounded(Ops tf, Operand<TFloat64> values) {
    Operand<TFloat64> whole = tf.math.floor(tf.math.add(values, tf.constant(0.5)));
    return tf.dtypes.cast(
        tf.clipByValue(whole, tf.constant(0.0), tf.constant(255.0)), TUint8.class);
  }

  /**
   * A quotient, rounded as Java rounds it. TensorFlow turns a division by a constant into a product
   * with its reciprocal, except for this op.
   */
  static Operand<TFloat64> quotient(Ops tf, Operand<TFloat64> value, Operand<TFloat64> by) {
    return tf.math.divNoNan(value, by);
  }
}
