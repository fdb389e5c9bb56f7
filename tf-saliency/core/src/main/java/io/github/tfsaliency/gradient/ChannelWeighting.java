package io.github.tfsaliency.gradient;

import java.io.Serializable;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Makes one map of a layer's channels. A value with equality: one graph is built for each. */
public interface ChannelWeighting extends Serializable {
  /**
   * Whether the map stays the same when a channel is multiplied by a number and its gradient
   * divided by it. Then the map may be taken at a convolution with which a BatchNorm was merged.
   *
   * @return false unless the weighting says otherwise
   */
  default boolean ignoresScale() {
    return false;
  }

  /**
   * The map.
   *
   * @param tf the builder
   * @param activations {@code [N, h, w, K]}
   * @param gradient of the score with respect to them, {@code [N, h, w, K]}
   * @return {@code [N, h, w, 1]}
   */
  Operand<TFloat32> map(Ops tf, Operand<TFloat32> activations, Operand<TFloat32> gradient);
}
