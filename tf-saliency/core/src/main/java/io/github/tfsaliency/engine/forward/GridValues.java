package io.github.tfsaliency.engine.forward;

import com.google.common.primitives.ImmutableIntArray;
import io.github.tfsaliency.axis.LayerGrid;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** Puts a layer's values in the order of the grid that they lie on. */
public final class GridValues {
  private GridValues() {}

  /**
   * The values of the places, without what stands ahead of them.
   *
   * @param values of the layer
   * @param grid how they lie
   * @return {@code [N, places ..., K]}
   */
  public static FloatNdArray arranged(FloatNdArray values, LayerGrid grid) {
    if (grid.isPlain()) {
      return values;
    }
    Shape given = values.shape();
    ImmutableIntArray order = grid.order();
    int rank = order.length();
    int count = grid.places().size();
    int[] sizes = new int[rank];
    int[] starts = new int[rank];
    boolean[] reversed = new boolean[rank];
    Shape shape = Shape.of(given.get(order.get(0)));
    long features = 1;
    for (int i = 0; i < rank; i++) {
      boolean place = i > 0 && i <= count;
      starts[i] = place ? (int) grid.places().get(i - 1).ahead() : 0;
      reversed[i] = place && grid.places().get(i - 1).reversed();
      sizes[i] = (int) given.get(order.get(i)) - starts[i];
      if (place) {
        LayerGrid.PlaceAxis axis = grid.places().get(i - 1);
        shape =
            axis.sizes().size() == 1
                ? shape.append(sizes[i])
                : shape.append(
                    Shape.of(axis.sizes().stream().mapToLong(Long::longValue).toArray()));
      } else if (i > 0) {
        features *= sizes[i];
      }
    }
    return NdArrays.wrap(
        shape.append(features),
        DataBuffers.of(copied(values, order, sizes, starts, reversed), false, false));
  }

  private static float[] copied(
      FloatNdArray values, ImmutableIntArray order, int[] sizes, int[] starts, boolean[] reversed) {
    float[] from = new float[Math.toIntExact(values.shape().size())];
    values.copyTo(DataBuffers.of(from, false, false));
    int rank = sizes.length;
    int[] strides = new int[rank];
    int stride = 1;
    for (int i = rank - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= (int) values.shape().get(i);
    }
    int total = 1;
    for (int size : sizes) {
      total *= size;
    }
    float[] to = new float[total];
    int[] at = new int[rank];
    for (int next = 0; next < total; next++) {
      int source = 0;
      for (int i = 0; i < rank; i++) {
        int element = reversed[i] ? sizes[i] - 1 - at[i] : at[i];
        source += (element + starts[i]) * strides[order.get(i)];
      }
      to[next] = from[source];
      for (int i = rank - 1; i >= 0 && ++at[i] == sizes[i]; i--) {
        at[i] = 0;
      }
    }
    return to;
  }
}
