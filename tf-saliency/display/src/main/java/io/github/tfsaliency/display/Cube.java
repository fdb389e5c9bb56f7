package io.github.tfsaliency.display;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.primitives.ImmutableLongArray;
import java.util.Arrays;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** Numbers and their shape, in the order in which they are drawn. */
final class Cube {
  private final ImmutableLongArray sizes;
  private final double[] values;

  private Cube(ImmutableLongArray sizes, double[] values) {
    this.sizes = sizes;
    this.values = values;
  }

  static Cube of(FloatNdArray array) {
    float[] floats = new float[Math.toIntExact(array.shape().size())];
    array.copyTo(DataBuffers.of(floats, false, false));
    double[] values = new double[floats.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = floats[i];
    }
    return new Cube(ImmutableLongArray.copyOf(array.shape().asArray()), values);
  }

  /** Requires something that can be drawn. */
  Cube checkFinite() {
    checkArgument(
        values.length > 0, "A display needs values, but the map (shape %s) has none.", shape());
    for (int i = 0; i < values.length; i++) {
      checkArgument(
          Double.isFinite(values[i]),
          "A display needs finite values, but %s of the map (shape %s) is %s.",
          index(i),
          shape(),
          values[i]);
    }
    return this;
  }

  int rank() {
    return sizes.length();
  }

  int size(int dimension) {
    return Math.toIntExact(sizes.get(dimension));
  }

  int count() {
    return values.length;
  }

  double[] values() {
    return values;
  }

  Shape shape() {
    return Shape.of(sizes.toArray());
  }

  /** The same values in another shape. */
  Cube as(long... newSizes) {
    return new Cube(ImmutableLongArray.copyOf(newSizes), values);
  }

  /** Without the dimensions of size 1 at the front, as long as two others are left. */
  Cube squeezed(int least) {
    int from = 0;
    while (rank() - from > least && sizes.get(from) == 1) {
      from++;
    }
    return from == 0 ? this : new Cube(sizes.subArray(from, rank()), values);
  }

  /** The sums over all dimensions but the first ones. */
  Cube summed(int dimensions) {
    if (rank() <= dimensions) {
      return this;
    }
    int places = 1;
    for (int i = 0; i < dimensions; i++) {
      places *= size(i);
    }
    double[] sums = new double[places];
    int each = values.length / Math.max(1, places);
    for (int i = 0; i < values.length; i++) {
      sums[i / each] += values[i];
    }
    return new Cube(sizes.subArray(0, dimensions), sums);
  }

  /** Of two dimensions. */
  double[][] rows() {
    int width = size(1);
    double[][] rows = new double[size(0)][];
    for (int y = 0; y < rows.length; y++) {
      rows[y] = Arrays.copyOfRange(values, y * width, (y + 1) * width);
    }
    return rows;
  }

  /** Of two dimensions. */
  double[] column(int index) {
    int width = size(1);
    double[] column = new double[size(0)];
    for (int y = 0; y < column.length; y++) {
      column[y] = values[y * width + index];
    }
    return column;
  }

  /** A part along the first dimension. */
  Cube part(int index) {
    int each = values.length / size(0);
    return new Cube(
        sizes.subArray(1, rank()), Arrays.copyOfRange(values, index * each, (index + 1) * each));
  }

  /** The place of a value, such as {@code [2, 0, 5]}. */
  String index(int flat) {
    StringBuilder index = new StringBuilder("]");
    int rest = flat;
    for (int i = rank() - 1; i >= 0; i--) {
      index.insert(0, (i > 0 ? ", " : "") + rest % size(i));
      rest /= size(i);
    }
    return index.insert(0, "[").toString();
  }

  /** Whether its dimensions begin with those of another one. */
  boolean beginsWith(Cube other) {
    return rank() >= other.rank()
        && sizes.subArray(0, other.rank()).equals(other.sizes.subArray(0, other.rank()));
  }
}
