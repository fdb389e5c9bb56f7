package io.github.tfsaliency.metric;

import static io.github.tfsaliency.message.Checks.checkArgument;

import io.github.tfsaliency.attribution.NonFiniteValueException;
import io.github.tfsaliency.message.Message;
import java.util.Arrays;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** The elements of photographs and maps in row-major order, without meaningless ones. */
final class Elements {
  private Elements() {}

  /** The values of a photograph, each from 0 (black) to 1 (white). */
  static double[] brightness(FloatNdArray photograph) {
    double[] values = read(photograph);
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] >= 0 && values[i] <= 1)) {
        throw new IllegalArgumentException(
            Message.of(
                "The photograph has the brightness %s at %s, but must lie between 0 and 1.\n"
                    + "Maybe divide its pixels (0 to 255) by 255, before they are encoded.",
                (float) values[i], position(i, photograph.shape())));
      }
    }
    return values;
  }

  /** The absolute values of a map. */
  static double[] magnitudes(FloatNdArray map) {
    double[] values = finite(map, "map");
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.abs(values[i]);
    }
    return values;
  }

  /** The values of an array, each a number. */
  static double[] finite(FloatNdArray array, String name) {
    double[] values = read(array);
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw new NonFiniteValueException(
            Message.of(
                "The %s has the value %s at %s.", name, values[i], position(i, array.shape())));
      }
    }
    return values;
  }

  /** The values as they were before they were read. */
  static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  /** The Euclidean norm. */
  static double norm(double[] values) {
    return Math.sqrt(Arrays.stream(values).map(value -> value * value).sum());
  }

  /** The Euclidean norm of a - b. */
  static double distance(double[] a, double[] b) {
    double[] difference = new double[a.length];
    Arrays.setAll(difference, i -> a[i] - b[i]);
    return norm(difference);
  }

  /** The mean, NaN if there are no values. */
  static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }

  /** The mean of each pixel's channels. */
  static double[] pixelMeans(double[] values, int channels) {
    double[] means = new double[values.length / channels];
    for (int pixel = 0; pixel < means.length; pixel++) {
      double sum = 0;
      for (int channel = 0; channel < channels; channel++) {
        sum += values[pixel * channels + channel];
      }
      means[pixel] = sum / channels;
    }
    return means;
  }

  /** Refuses the map of a batch, whose samples a metric would mix. */
  static void checkImage(Shape map) {
    checkArgument(
        map.numDimensions() == 3,
        "The map has the shape %s, but must have the shape [H, W, C].\n"
            + "Maybe get one sample of a batch with Attribution.sample(int).",
        map);
  }

  private static double[] read(FloatNdArray array) {
    float[] floats = new float[Math.toIntExact(array.size())];
    array.copyTo(DataBuffers.of(floats, false, false));
    double[] values = new double[floats.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = floats[i];
    }
    return values;
  }

  private static String position(int index, Shape shape) {
    long[] position = new long[shape.numDimensions()];
    long rest = index;
    for (int axis = position.length - 1; axis >= 0; axis--) {
      position[axis] = rest % shape.get(axis);
      rest /= shape.get(axis);
    }
    return Arrays.toString(position);
  }
}
