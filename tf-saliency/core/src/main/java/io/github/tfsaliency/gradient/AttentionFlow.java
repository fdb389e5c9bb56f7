package io.github.tfsaliency.gradient;

import java.io.Serializable;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Follows attention through all blocks of a model. A value with equality: one graph is built for
 * each.
 *
 * @since 0.1.0
 */
public interface AttentionFlow extends Serializable {
  /**
   * Whether it needs the gradients of the score.
   *
   * @return false if it depends on the shares alone
   */
  boolean usesGradient();

  /**
   * The share of each token in each token after all blocks.
   *
   * @param tf the builder
   * @param shares the attention weights of each block, in execution order, {@code [N, heads,
   *     tokens, tokens]}; each row sums to 1
   * @param gradients the gradients of the score with respect to the shares, in the same shapes;
   *     none if they are not used
   * @return {@code [N, tokens, tokens]}, or {@code [1, tokens, tokens]}
   */
  Operand<TFloat32> follow(
      Ops tf, List<Operand<TFloat32>> shares, List<Operand<TFloat32>> gradients);
}
