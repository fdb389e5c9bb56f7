package io.github.tfsaliency.metric;

import java.util.Random;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** Small photographs and maps. */
final class Images {
  private Images() {}

  static FloatNdArray array(Shape shape, double... values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return NdArrays.wrap(shape, DataBuffers.of(floats, true, false));
  }

  static FloatNdArray image(long height, long width, long channels, double... values) {
    return array(Shape.of(height, width, channels), values);
  }

  static FloatNdArray row(double... values) {
    return image(1, values.length, 1, values);
  }

  static double[] ramp(double first, double step, int count) {
    return IntStream.range(0, count).mapToDouble(i -> first + i * step).toArray();
  }

  static FloatNdArray randomPhotograph(Random random, Shape shape) {
    return array(shape, random.doubles(shape.size()).toArray());
  }

  /** Both signs, in steps of an eighth so that there are ties and zeros. */
  static FloatNdArray randomMap(Random random, Shape shape) {
    double[] values = new double[(int) shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.round(random.nextGaussian() * 8) / 8.0;
    }
    return array(shape, values);
  }
}
