package io.github.tfsaliency.export;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.gradient.DynamicShape;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;

/**
 * {@link io.github.tfsaliency.raster.Bicubic} in TensorFlow's ops, with the same sums in the same
 * order. TensorFlow's own ResizeBicubic has another kernel and does not antialias.
 *
 * @param loops what writes loops
 */
record BicubicGraph(Loops loops) {
  private static final double A = -0.5;
  private static final double SUPPORT = 2;

  /**
   * The pixels of an axis that each new one is a sum of.
   *
   * @param places {@code [taps, 2]}: new pixel, pixel; those of one new pixel follow each other
   * @param weights {@code [taps]}
   * @param shape new size, size
   */
  private record Taps(Operand<TInt64> places, Operand<TFloat64> weights, Operand<TInt64> shape) {
    ImmutableList<Operand<?>> all() {
      return ImmutableList.of(places, weights, shape);
    }

    static Taps of(List<Operand<?>> all) {
      return new Taps(Casts.typed(all.get(0)), Casts.typed(all.get(1)), Casts.typed(all.get(2)));
    }
  }

  /**
   * Resizes an image, rounding after each of the two passes.
   *
   * @param image {@code [H, W, 3]}
   * @return {@code [height, width, 3]}
   */
  Operand<TUint8> write(GraphDraft draft, Operand<TUint8> image, int width, int height) {
    Ops tf = draft.tf();
    Operand<TInt32> oldHeight = DynamicShape.size(tf, image, 0);
    Taps across = taps(tf, DynamicShape.size(tf, image, 1), width);
    Operand<TUint8> narrowed =
        new RowBlocks(loops)
            .write(
                draft,
                image,
                tf.constant(width),
                across.all(),
                (body, rows, constants) ->
                    alongRows(body, Casts.typed(rows), Taps.of(constants), width));
    Taps down = taps(tf, oldHeight, height);
    Operand<TFloat64> columns =
        tf.reshape(
            tf.dtypes.cast(narrowed, TFloat64.class),
            tf.stack(List.of(oldHeight, tf.constant(3 * width))));
    return tf.reshape(RowBlocks.rounded(tf, sums(tf, down, columns)), tf.array(height, width, 3));
  }

  private static Operand<TUint8> alongRows(Ops tf, Operand<TUint8> rows, Taps taps, int width) {
    Operand<TFloat64> columns =
        tf.linalg.transpose(tf.dtypes.cast(rows, TFloat64.class), tf.array(1, 0, 2));
    Operand<TInt32> size = DynamicShape.size(tf, rows, 1);
    Operand<TFloat64> sums =
        sums(tf, taps, tf.reshape(columns, tf.stack(List.of(size, tf.constant(-1)))));
    Operand<TUint8> rounded = tf.reshape(RowBlocks.rounded(tf, sums), tf.array(width, -1, 3));
    return tf.linalg.transpose(rounded, tf.array(1, 0, 2));
  }

  private static Operand<TFloat64> sums(Ops tf, Taps taps, Operand<TFloat64> values) {
    return tf.sparse.sparseTensorDenseMatMul(taps.places(), taps.weights(), taps.shape(), values);
  }

  private static Taps taps(Ops tf, Operand<TInt32> from, int to) {
    Operand<TFloat64> half = tf.constant(0.5);
    Operand<TFloat64> scale =
        tf.math.div(tf.dtypes.cast(from, TFloat64.class), tf.constant((double) to));
    Operand<TFloat64> stretch = tf.math.maximum(scale, tf.constant(1.0));
    double[] middles = new double[to];
    for (int i = 0; i < to; i++) {
      middles[i] = i + 0.5;
    }
    Operand<TFloat64> centre =
        tf.expandDims(tf.math.mul(tf.constant(middles), scale), tf.constant(1));
    Operand<TFloat64> reach = tf.math.mul(tf.constant(SUPPORT), stretch);
    Operand<TInt32> low = whole(tf, tf.math.add(tf.math.sub(centre, reach), half));
    Operand<TInt32> high = whole(tf, tf.math.add(tf.math.add(centre, reach), half));
    Operand<TInt32> pixel = tf.range(tf.constant(0), from, tf.constant(1));
    // The range ends with the image, so that neither bound needs to be cut off.
    Operand<TBool> within =
        tf.math.logicalAnd(tf.math.greaterEqual(pixel, low), tf.math.less(pixel, high));
    Operand<TFloat64> offset =
        tf.math.div(
            tf.math.add(tf.math.sub(tf.dtypes.cast(pixel, TFloat64.class), centre), half), stretch);
    Operand<TFloat64> taps = tf.select(within, kernel(tf, tf.math.abs(offset)), tf.constant(0.0));
    Operand<TFloat64> sum = tf.reduceSum(taps, tf.constant(1), ReduceSum.keepDims(true));
    Operand<TInt64> places = tf.where(within);
    return new Taps(
        places,
        tf.gatherNd(tf.math.div(taps, sum), places),
        tf.stack(List.of(tf.constant((long) to), tf.dtypes.cast(from, TInt64.class))));
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
