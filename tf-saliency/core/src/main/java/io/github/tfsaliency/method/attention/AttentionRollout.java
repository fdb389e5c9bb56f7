package io.github.tfsaliency.method.attention;

import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.explain.SinglePassMethod;
import io.github.tfsaliency.gradient.AttentionMapping;
import io.github.tfsaliency.gradient.ModifiedGradient;

/**
 * Attention rollout: the share of each patch in the class token, if only attention moved values.
 *
 * <pre>rollout = C_B ... C_2 C_1,  C_b = (mean over heads of A_b) / 2 + I / 2</pre>
 *
 * <p>A_b are the attention weights of block b; each row sums to 1. I represents the residual
 * connection. The map is the class token's row at the patches, {@code [N, H, W, 1]} or one value
 * for each patch. Without a class token it is the mean of all rows. The whole row sums to 1; the
 * part of the tokens before the patches is left out. Cost: 1 forward pass. The map does not depend
 * on the target: it ignores gradients, the values that attention moves, and the layers between the
 * blocks.
 *
 * <p>Source: Abnar, Zuidema, <i>Quantifying Attention Flow in Transformers</i>, ACL 2020.
 *
 * @since 0.1.0
 */
public final class AttentionRollout extends Value implements SinglePassMethod {
  private static final long serialVersionUID = 1;

  private final boolean resized;

  private AttentionRollout(boolean resized) {
    this.resized = resized;
  }

  /**
   * The map in the input's size.
   *
   * @return the method
   */
  public static AttentionRollout of() {
    return new AttentionRollout(true);
  }

  /**
   * Keeps one value for each patch, without resizing.
   *
   * @return a new method
   */
  public AttentionRollout withoutResize() {
    return new AttentionRollout(false);
  }

  /** {@return whether the map is resized to the input's size, bilinearly} */
  public boolean resized() {
    return resized;
  }

  @Override
  public ModifiedGradient gradient() {
    return ModifiedGradient.ofAttention(new AttentionMapping(Flow.ROLLOUT, resized));
  }
}
