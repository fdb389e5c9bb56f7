package io.github.tfsaliency.server.work;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.Target;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

/**
 * One sample to compute.
 *
 * @param inputs by the names that the model has for them, without the batch dimension, in the
 *     model's own units
 * @param target what is explained of it
 */
public record Sample(ImmutableMap<String, FloatNdArray> inputs, Target target) {
  /** Of a sample that is only predicted. */
  public static Sample of(ImmutableMap<String, FloatNdArray> inputs) {
    return new Sample(inputs, Target.top());
  }

  long bytes() {
    return inputs.values().stream().mapToLong(values -> values.size() * Float.BYTES).sum();
  }

  ImmutableMap<String, Shape> shapes() {
    ImmutableMap.Builder<String, Shape> shapes = ImmutableMap.builder();
    inputs.forEach((name, values) -> shapes.put(name, values.shape()));
    return shapes.buildOrThrow();
  }
}
