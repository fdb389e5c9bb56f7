package io.github.tfsaliency.attribution;

import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * Brings arrays with channels first, {@code [N, C, ...]}, into the order {@code [N, ..., C]} of
 * pictures and metrics, and back.
 *
 * @since 0.1.0
 */
public final class ChannelAxis {
  private ChannelAxis() {}

  /**
   * Puts the channels last.
   *
   * @param batch {@code [N, C, ...]}; with fewer than three dimensions it is returned unchanged
   * @return {@code [N, ..., C]}, a copy
   */
  public static FloatNdArray toLast(FloatNdArray batch) {
    Shape shape = batch.shape();
    if (shape.numDimensions() < 3) {
      return batch;
    }
    Shape places = shape.tail().tail();
    return moved(
        batch,
        shape.get(0),
        shape.get(1),
        places.size(),
        Shape.of(shape.get(0)).append(places).append(shape.get(1)));
  }

  /**
   * Puts the channels first.
   *
   * @param batch {@code [N, ..., C]}; with fewer than three dimensions it is returned unchanged
   * @return {@code [N, C, ...]}, a copy
   */
  public static FloatNdArray toFirst(FloatNdArray batch) {
    Shape shape = batch.shape();
    int rank = shape.numDimensions();
    if (rank < 3) {
      return batch;
    }
    Shape places = shape.subShape(1, rank - 1);
    return moved(
        batch,
        shape.get(0),
        places.size(),
        shape.get(rank - 1),
        Shape.of(shape.get(0), shape.get(rank - 1)).append(places));
  }

  /**
   * Puts the channels of one sample last.
   *
   * @param sample {@code [C, ...]}, without the batch dimension
   * @return {@code [..., C]}, a copy
   */
  public static FloatNdArray sampleToLast(FloatNdArray sample) {
    return sample.rank() < 2 ? sample : toLast(batchOfOne(sample)).get(0);
  }

  /**
   * Puts the channels of one sample first.
   *
   * @param sample {@code [..., C]}, without the batch dimension
   * @return {@code [C, ...]}, a copy
   */
  public static FloatNdArray sampleToFirst(FloatNdArray sample) {
    return sample.rank() < 2 ? sample : toFirst(batchOfOne(sample)).get(0);
  }

  /**
   * The shape with channels last.
   *
   * @param batch {@code [N, C, ...]}
   * @return {@code [N, ..., C]}
   */
  public static Shape toLast(Shape batch) {
    return batch.isUnknown() || batch.numDimensions() < 3
        ? batch
        : Shape.of(batch.get(0)).append(batch.tail().tail()).append(batch.get(1));
  }

  /**
   * The shape with channels first.
   *
   * @param batch {@code [N, ..., C]}
   * @return {@code [N, C, ...]}
   */
  public static Shape toFirst(Shape batch) {
    int rank = batch.numDimensions();
    return batch.isUnknown() || rank < 3
        ? batch
        : Shape.of(batch.get(0), batch.get(rank - 1)).append(batch.subShape(1, rank - 1));
  }

  private static FloatNdArray batchOfOne(FloatNdArray sample) {
    return NdArrays.wrap(sample.shape().prepend(1), DataBuffers.of(values(sample), false, false));
  }

  private static float[] values(FloatNdArray array) {
    float[] values = new float[Math.toIntExact(array.shape().size())];
    array.copyTo(DataBuffers.of(values, false, false));
    return values;
  }

  /** Each sample's rows and columns exchanged. */
  private static FloatNdArray moved(
      FloatNdArray batch, long samples, long rows, long columns, Shape shape) {
    float[] from = values(batch);
    float[] to = new float[from.length];
    int next = 0;
    for (long sample = 0; sample < samples; sample++) {
      int start = next;
      for (int column = 0; column < columns; column++) {
        for (int row = 0; row < rows; row++) {
          to[next++] = from[start + row * (int) columns + column];
        }
      }
    }
    return NdArrays.wrap(shape, DataBuffers.of(to, false, false));
  }
}
