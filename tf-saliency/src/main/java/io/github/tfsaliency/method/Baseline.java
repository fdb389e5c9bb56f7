package io.github.tfsaliency.method;

import static io.github.tfsaliency.message.Checks.checkArgument;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * What stands for "nothing there" at each element of an input, in the model's own units: one
 * number, one for each channel, or an array.
 *
 * <p>Immutable, with equality. The choice decides what a map cannot show: values near the baseline
 * get nothing, however relevant they are.
 */
public final class Baseline {
  private final float[] values;
  private final Shape shape;

  private Baseline(float[] values, Shape shape) {
    this.values = values;
    this.shape = shape;
  }

  /**
   * The same number everywhere.
   *
   * @param value in the model's own units
   * @return the baseline
   * @throws IllegalArgumentException if {@code value} is not finite
   */
  public static Baseline constant(double value) {
    return perChannel(value);
  }

  /**
   * A number for each channel.
   *
   * @param values as many as the input's last dimension has
   * @return the baseline
   * @throws IllegalArgumentException if there are none, or one is not finite
   */
  public static Baseline perChannel(double... values) {
    checkArgument(values.length > 0, "A baseline needs at least one value.");
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return checked(floats, values.length == 1 ? Shape.scalar() : Shape.of(values.length));
  }

  /**
   * An array, for example a mean image or a blurred copy.
   *
   * @param values {@code [H, W, C]}, or whatever one sample of the input is; copied
   * @return the baseline
   * @throws IllegalArgumentException if a value is not finite
   */
  public static Baseline array(FloatNdArray values) {
    float[] floats = new float[Math.toIntExact(values.size())];
    values.copyTo(DataBuffers.of(floats, false, false));
    return checked(floats, values.shape());
  }

  private static Baseline checked(float[] values, Shape shape) {
    for (float value : values) {
      checkArgument(Float.isFinite(value), "The baseline (%s) must be finite.", value);
    }
    return new Baseline(values, shape);
  }

  /** One number, one for each channel, or a whole sample. */
  FloatNdArray toArray() {
    return NdArrays.wrap(shape, DataBuffers.of(values.clone(), true, false));
  }

  /** Writes the baseline of one sample. */
  void write(Shape sample, float[] target, int offset) {
    int size = Math.toIntExact(sample.size());
    requireFits(sample);
    for (int start = 0; start < size; start += values.length) {
      System.arraycopy(values, 0, target, offset + start, values.length);
    }
  }

  private void requireFits(Shape sample) {
    int rank = sample.numDimensions();
    boolean fits =
        values.length == 1
            || shape.equals(sample)
            || (shape.numDimensions() == 1 && rank > 0 && sample.get(rank - 1) == values.length);
    checkArgument(
        fits,
        "The baseline of shape %s does not fit a sample of shape %s.\n"
            + "Maybe give one number, one for each channel, or an array of the sample's shape.",
        shape,
        sample);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Baseline that
        && that.shape.equals(shape)
        && Arrays.equals(that.values, values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  /**
   * The baseline as the command line writes it.
   *
   * @return {@code 0}, or {@code 0/0.5/1} for channels; the shape of an array
   */
  @Override
  public String toString() {
    if (shape.numDimensions() > 1) {
      return "array" + Arrays.toString(shape.asArray()).replace(", ", "x");
    }
    DoubleStream numbers = DoubleStream.iterate(0, i -> i + 1).limit(values.length);
    return numbers
        .mapToObj(i -> SpecNumber.shortest(values[(int) i]))
        .collect(Collectors.joining("/"));
  }
}
