package io.github.tfsaliency.attribution;

import static io.github.tfsaliency.message.Checks.checkState;

import io.github.tfsaliency.raster.BilinearResize;
import java.util.Arrays;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** The values of maps in a row, put into another order, another size, or taken apart. */
final class MapArrays {
  private MapArrays() {}

  static float[] copy(FloatNdArray values) {
    float[] copy = new float[Math.toIntExact(values.size())];
    values.copyTo(DataBuffers.of(copy, false, false));
    return copy;
  }

  /** Those of one sample; all of them if there is no other. */
  static float[] sample(float[] all, int index, int count) {
    int size = all.length / count;
    return count == 1 ? all : Arrays.copyOfRange(all, index * size, (index + 1) * size);
  }

  /** With the channels first, or last. */
  static float[] inOrder(boolean first, Shape batch, float[] values) {
    if (values.length == 0) {
      return values;
    }
    FloatNdArray array = NdArrays.wrap(batch, DataBuffers.of(values, true, false));
    return copy(first ? ChannelAxis.toFirst(array) : ChannelAxis.toLast(array));
  }

  /** Of samples {@code [H, W, C]} at another size. */
  static float[] resized(float[] values, int count, Shape sample, int height, int width) {
    checkState(
        sample.numDimensions() == 3,
        "A map of shape %s has no height and width, so it cannot be resized.",
        sample);
    return new BilinearResize(
            Math.toIntExact(sample.get(0)),
            Math.toIntExact(sample.get(1)),
            Math.toIntExact(sample.get(2)),
            height,
            width,
            false)
        .apply(values, count);
  }
}
