package io.github.tfsaliency.benchmark;

import java.util.SplittableRandom;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

/** The random inputs of the models. */
final class Noise {
  /** Of sizes that are free. */
  static final long SIDE = 224;

  private Noise() {}

  /** Uniform values from -1 to 1, of an input's shape; where a size is free, it is the side. */
  static FloatNdArray of(Shape shape, int batch, long side) {
    long[] sizes = shape.asArray();
    sizes[0] = batch;
    for (int i = 1; i < sizes.length; i++) {
      sizes[i] = sizes[i] == Shape.UNKNOWN_SIZE ? side : sizes[i];
    }
    FloatNdArray values = NdArrays.ofFloats(Shape.of(sizes));
    SplittableRandom random = new SplittableRandom(1);
    values.scalars().forEach(value -> value.setFloat((float) (random.nextDouble() * 2 - 1)));
    return values;
  }
}
