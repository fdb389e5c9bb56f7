package io.github.tfsaliency.support;

import java.util.Random;
import java.util.function.DoubleSupplier;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** Inputs made of seeded noise. */
public final class Inputs {
  private Inputs() {}

  public static FloatNdArray normal(long seed, long... shape) {
    Random random = new Random(seed);
    return of(random::nextGaussian, Shape.of(shape));
  }

  public static FloatNdArray uniform(long seed, long... shape) {
    Random random = new Random(seed);
    return of(random::nextDouble, Shape.of(shape));
  }

  private static FloatNdArray of(DoubleSupplier values, Shape shape) {
    float[] array = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < array.length; i++) {
      array[i] = (float) values.getAsDouble();
    }
    return NdArrays.wrap(shape, DataBuffers.of(array, false, false));
  }
}
