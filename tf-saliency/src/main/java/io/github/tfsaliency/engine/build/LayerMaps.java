package io.github.tfsaliency.engine.build;

import io.github.tfsaliency.gradient.DynamicShape;
import io.github.tfsaliency.gradient.LayerMapping;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.op.image.ResizeBilinear;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** Makes a map of a layer's activations and their gradient. */
final class LayerMaps {
  private LayerMaps() {}

  /**
   * The map.
   *
   * @param activations {@code [N, h, w, K]} or {@code [N, l, K]}
   * @param gradient of the same shape
   * @param input {@code [N, H, W, C]} or {@code [N, L, C]}
   * @return {@code [N, h, w, 1]}, or {@code [N, H, W, 1]} where it is resized; likewise for l
   */
  static Operand<TFloat32> of(
      Ops tf,
      LayerMapping mapping,
      Operand<TFloat32> activations,
      Operand<TFloat32> gradient,
      Operand<? extends TType> input) {
    boolean sequence = activations.shape().numDimensions() == 3;
    Operand<TFloat32> map =
        mapping.weighting().map(tf, plane(tf, activations), plane(tf, gradient));
    if (mapping.map().relu()) {
      map = tf.nn.relu(map);
    }
    if (mapping.map().resized()) {
      Operand<TInt32> size =
          sequence
              ? tf.stack(List.of(tf.constant(1), DynamicShape.size(tf, input, 1)))
              : size(tf, input);
      map = tf.image.resizeBilinear(map, size, ResizeBilinear.halfPixelCenters(true));
    }
    return sequence ? tf.squeeze(map, Squeeze.axis(1L)) : map;
  }

  /** The height and the width of images. */
  static Operand<TInt32> size(Ops tf, Operand<? extends TType> images) {
    return tf.slice(tf.shape(images), tf.array(1), tf.array(2));
  }

  private static Operand<TFloat32> plane(Ops tf, Operand<TFloat32> values) {
    return values.shape().numDimensions() == 3 ? tf.expandDims(values, tf.constant(1)) : values;
  }
}
