package io.github.tfsaliency.metric;

import org.tensorflow.ndarray.FloatNdArray;

/**
 * A method and a model as metrics see them: the maps of one fixed target.
 *
 * <p>Must give the same map to the same sample whatever else is in the batch.
 */
@FunctionalInterface
public interface MapFunction {
  /**
   * Explains samples.
   *
   * @param batch {@code [N, ...]}, N samples as the model takes them; read-only
   * @return {@code [N, ...]}, the maps in the order of the samples: of the input's shape, or {@code
   *     [N, H, W, 1]}
   */
  FloatNdArray maps(FloatNdArray batch);
}
