package io.github.tfsaliency.metric;

import org.tensorflow.ndarray.FloatNdArray;

/**
 * A method and a model, as metrics see them: the maps of one fixed target.
 *
 * <p>The map of a sample must be independent of the other samples in the batch.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface MapFunction {
  /**
   * Explains samples.
   *
   * @param batch {@code [N, ...]}, N samples as the model expects them; read-only
   * @return the maps in the order of the samples: {@code [N, ...]} in the input's shape, or {@code
   *     [N, H, W, 1]}
   */
  FloatNdArray maps(FloatNdArray batch);
}
