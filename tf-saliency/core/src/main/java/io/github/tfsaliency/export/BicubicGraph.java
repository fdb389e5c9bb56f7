package io.github.tfsaliency.export;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.gradient.DynamicShape;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TUint8;

/**
 * {@link io.github.tfsaliency.raster.Bicubic} in TensorFlow's ops, with the same operations in the
 * same order: where a pixel lies between two values, the last bit of a sum decides. A matrix
 * product would add up in another order, and some processors would round a product and a sum at
 * once. TensorFlow's own ResizeBicubic has another kernel and does not antialias.
 *
 * @param loops what writes loops
 */
record BicubicGraph(Loops loops) {
  private static final double A = -0.5;
  private static final double SUPPORT = 2;

  /**
   * The pixels of an axis that each new one is a sum of.
   *
   * @param count how many at most
   * @param places {@code [count, new size]}
   * @param weights {@code [count, new size]}; 0 where there are less
   */
  private record Taps(Operand<TInt32> count, Operand<TInt32> places, Operand<TFloat64> weights) {}

  /**
   * Resizes an image, rounding after each of the two passes.
   *
   * @param columns {@code [W, H, 3]}: whole columns are copied faster than single pixels
   * @return {@code [height, width, 3]}
   */
  Operand<TUint8> write(GraphDraft draft, Operand<TUint8> columns, int width, int height) {
    Operand<TUint8> narrowed = alongFirst(draft, columns, width);
    return alongFirst(
        draft, draft.tf().linalg.transpose(narrowed, draft.tf().array(1, 0, 2)), height);
  }

  private Operand<TUint8> alongFirst(GraphDraft draft, Operand<TUint8> image, int size) {
    Ops tf = draft.tf();
    Taps taps = taps(draft, DynamicShape.size(tf, image, 0), size);
    Operand<TInt32> shape =
        tf.stack(List.of(tf.constant(size), DynamicShape.size(tf, image, 1), tf.constant(3)));
    Operand<TFloat64> sum =
        sum(
            draft,
            taps.count(),
            tf.fill(shape, tf.constant(0.0)),
            ImmutableList.of(image, taps.places(), taps.weights()),
            (body, turn, same) -> {
              Operand<TUint8> pixels =
                  body.gather(
                      Casts.<TUint8>typed(same.get(0)),
                      body.gather(Casts.<TInt32>typed(same.get(1)), turn, body.constant(0)),
                      body.constant(0));
              Operand<TFloat64> weights =
                  body.gather(Casts.<TFloat64>typed(same.get(2)), turn, body.constant(0));
              return body.math.mul(
                  body.reshape(weights, body.array(-1, 1, 1)),
                  body.dtypes.cast(pixels, TFloat64.class));
            });
    return RowBlocks.rounded(tf, sum);
  }

  /** What a sum has one of for every turn. */
  @FunctionalInterface
  private interface Term {
    Operand<TFloat64> of(Ops tf, Operand<TInt32> turn, ImmutableList<Operand<?>> constants);
  }

  /** A sum, one term after another. */
  private Operand<TFloat64> sum(
      GraphDraft draft,
      Operand<TInt32> terms,
      Operand<TFloat64> zero,
      ImmutableList<Operand<?>> constants,
      Term term) {
    return Casts.typed(
        loops
            .write(
                draft,
                terms,
                ImmutableList.of(zero),
                constants,
                (body, turn, sums, same) ->
                    List.of(
                        body.tf()
                            .math
                            .add(
                                Casts.<TFloat64>typed(sums.get(0)),
                                term.of(body.tf(), turn, same))))
            .get(0));
  }

  private Taps taps(GraphDraft draft, Operand<TInt32> from, int to) {
    Ops tf = draft.tf();
    Operand<TFloat64> half = tf.constant(0.5);
    Operand<TFloat64> scale =
        RowBlocks.quotient(tf, tf.dtypes.cast(from, TFloat64.class), tf.constant((double) to));
    Operand<TFloat64> stretch = tf.math.maximum(scale, tf.constant(1.0));
    double[] middles = new double[to];
    for (int i = 0; i < to; i++) {
      middles[i] = i + 0.5;
    }
    Operand<TFloat64> centre = tf.math.mul(tf.constant(middles), scale);
    Operand<TFloat64> reach = tf.math.mul(tf.constant(SUPPORT), stretch);
    Operand<TInt32> low =
        tf.math.maximum(whole(tf, tf.math.add(tf.math.sub(centre, reach), half)), tf.constant(0));
    Operand<TInt32> high =
        tf.math.minimum(whole(tf, tf.math.add(tf.math.add(centre, reach), half)), from);
    Operand<TInt32> count = tf.max(tf.math.sub(high, low), tf.constant(0));
    Operand<TInt32> places =
        tf.math.add(
            tf.expandDims(tf.range(tf.constant(0), count, tf.constant(1)), tf.constant(1)), low);
    Operand<TBool> within = tf.math.less(places, high);
    Operand<TFloat64> offset =
        RowBlocks.quotient(
            tf,
            tf.math.add(tf.math.sub(tf.dtypes.cast(places, TFloat64.class), centre), half),
            stretch);
    Operand<TFloat64> taps = tf.select(within, kernel(tf, tf.math.abs(offset)), tf.constant(0.0));
    Operand<TFloat64> sum =
        sum(
            draft,
            count,
            tf.fill(tf.array(to), tf.constant(0.0)),
            ImmutableList.of(taps),
            (body, turn, same) ->
                body.gather(Casts.<TFloat64>typed(same.get(0)), turn, body.constant(0)));
    return new Taps(
        count,
        tf.math.minimum(places, tf.math.sub(from, tf.constant(1))),
        RowBlocks.quotient(tf, taps, sum));
  }

  /** Without its fraction, as Java casts. */
  private static Operand<TInt32> whole(Ops tf, Operand<TFloat64> values) {
    return tf.dtypes.cast(values, TInt32.class);
  }

  private static Operand<TFloat64> kernel(Ops tf, Operand<TFloat64> x) {
    Operand<TFloat64> near =
        tf.math.add(
            tf.math.mul(
                tf.math.mul(tf.math.sub(tf.math.mul(tf.constant(A + 2), x), tf.constant(A + 3)), x),
                x),
            tf.constant(1.0));
    Operand<TFloat64> square =
        tf.math.add(tf.math.mul(tf.math.sub(x, tf.constant(5.0)), x), tf.constant(8.0));
    Operand<TFloat64> far =
        tf.math.mul(tf.math.sub(tf.math.mul(square, x), tf.constant(4.0)), tf.constant(A));
    return tf.select(
        tf.math.less(x, tf.constant(1.0)),
        near,
        tf.select(tf.math.less(x, tf.constant(2.0)), far, tf.constant(0.0)));
  }
}
