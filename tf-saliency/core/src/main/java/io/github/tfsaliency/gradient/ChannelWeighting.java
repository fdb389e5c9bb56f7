package io.github.tfsaliency.gradient;

import java.io.Serializable;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Combines a layer's channels into one map. A value with equality: one graph is built for each.
 *
 * @since 0.1.0
 */
public interface ChannelWeighting extends Serializable {
  /**
   * Whether the map stays the same if a channel is multiplied by a number and its gradient is
   * divided by that number. Then the map may be computed at a convolution that was merged with a
   * BatchNorm.
   *
   * @return false by default
   */
  default boolean ignoresScale() {
    return false;
  }

  /**
   * Adds the ops that compute the map.
   *
   * @param tf the builder
   * @param activations {@code [N, h, w, K]}
   * @param gradient the gradient of the score with respect to the activations, {@code [N, h, w, K]}
   * @return {@code [N, h, w, 1]}
   */
  Operand<TFloat32> map(Ops tf, Operand<TFloat32> activations, Operand<TFloat32> gradient);
}
