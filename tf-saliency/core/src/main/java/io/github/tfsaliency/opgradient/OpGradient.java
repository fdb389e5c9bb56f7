package io.github.tfsaliency.opgradient;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;

/** The gradient of an op that TensorFlow's C++ gradients lack, get wrong or compute slowly. */
@FunctionalInterface
public interface OpGradient {
  /**
   * Adds the ops that compute it.
   *
   * @param node the node and what arrives from above
   * @return a gradient for each input in order, of that input's shape; null, or nothing at the end,
   *     for an input that gets none
   */
  List<@Nullable Operand<?>> backward(OpNode node);
}
