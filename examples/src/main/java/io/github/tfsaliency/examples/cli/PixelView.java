package io.github.tfsaliency.examples.cli;

import io.github.tfsaliency.metric.MapFunction;
import io.github.tfsaliency.metric.ScoreFunction;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * Samples of any rank as rows, columns and channels, which is what pictures and metrics take. The
 * features of a vector and the steps of a series are the pixels of one row; the values keep their
 * order.
 *
 * @param own the shape that the model takes, without the batch dimension
 * @param seen {@code [H, W, C]}
 */
record PixelView(Shape own, Shape seen) {
  static PixelView of(FloatNdArray sample) {
    Shape own = sample.shape();
    int rank = own.numDimensions();
    Shape seen =
        switch (rank) {
          case 0 -> Shape.of(1, 1, 1);
          case 1 -> Shape.of(1, own.get(0), 1);
          case 2 -> Shape.of(1, own.get(0), own.get(1));
          default -> Shape.of(own.take(rank - 2).size(), own.get(rank - 2), own.get(rank - 1));
        };
    return new PixelView(own, seen);
  }

  /**
   * The sample, or its map, which may have one value for all channels of a place; what has another
   * shape is left as it is.
   */
  FloatNdArray view(FloatNdArray values) {
    return fits(values.shape()) ? shaped(values, seen(values.shape())) : values;
  }

  private boolean fits(Shape values) {
    return values.equals(own)
        || (own.numDimensions() > 1
            && values.equals(own.take(own.numDimensions() - 1).append(1)));
  }

  /** Of what fits: the same places, with as many channels as there are. */
  private Shape seen(Shape values) {
    return values.equals(own) ? seen : Shape.of(seen.get(0), seen.get(1), 1);
  }

  /** Whether the sample is more than a row. */
  boolean isPicture() {
    return seen.get(0) > 1;
  }

  ScoreFunction viewScores(ScoreFunction scores) {
    return batch -> scores.scores(batched(batch, own));
  }

  MapFunction viewMaps(MapFunction maps) {
    return batch -> {
      FloatNdArray values = maps.maps(batched(batch, own));
      Shape map = values.shape().tail();
      return fits(map) ? batched(values, seen(map)) : values;
    };
  }

  private static FloatNdArray batched(FloatNdArray batch, Shape sample) {
    return shaped(batch, sample.prepend(batch.shape().get(0)));
  }

  static FloatNdArray shaped(FloatNdArray values, Shape shape) {
    if (values.shape().equals(shape)) {
      return values;
    }
    return NdArrays.wrap(shape, DataBuffers.of(floats(values), true, false));
  }

  /** The values in row-major order. */
  static float[] floats(FloatNdArray values) {
    float[] floats = new float[Math.toIntExact(values.shape().size())];
    values.copyTo(DataBuffers.of(floats, false, false));
    return floats;
  }
}
