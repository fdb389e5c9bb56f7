package io.github.tfsaliency.method.attention;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.sampling.Samples;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** The samples of a batch, as often as wanted; unlike {@link Samples} of any kind of input. */
final class Repeated {
  private final Batch batch;
  private final Map<String, float[]> values = new LinkedHashMap<>();

  Repeated(Batch batch) {
    this.batch = batch;
    batch
        .inputs()
        .forEach(
            (name, array) -> {
              if (array.rank() > 0) {
                values.put(name, Samples.array(array));
              }
            });
  }

  /** A batch with one sample for each origin. */
  Batch at(int... origins) {
    ImmutableMap.Builder<String, FloatNdArray> inputs = ImmutableMap.builder();
    batch
        .inputs()
        .forEach(
            (name, array) -> {
              float[] own = values.get(name);
              inputs.put(name, own == null ? array : repeated(array.shape().tail(), own, origins));
            });
    return new Batch(inputs.buildOrThrow(), origins.length, batch.groups());
  }

  private static FloatNdArray repeated(Shape sample, float[] own, int... origins) {
    int size = Math.toIntExact(sample.size());
    float[] repeated = new float[origins.length * size];
    for (int i = 0; i < origins.length; i++) {
      System.arraycopy(own, origins[i] * size, repeated, i * size, size);
    }
    return NdArrays.wrap(
        Shape.of(origins.length).append(sample), DataBuffers.of(repeated, true, false));
  }
}
