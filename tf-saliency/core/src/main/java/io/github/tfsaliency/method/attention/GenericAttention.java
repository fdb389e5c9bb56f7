package io.github.tfsaliency.method.attention;

import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.explain.SinglePassMethod;
import io.github.tfsaliency.gradient.AttentionMapping;
import io.github.tfsaliency.gradient.ModifiedGradient;

/**
 * Generic attention explainability for self-attention: attention weights with positive evidence for
 * the target, combined through the blocks.
 *
 * <pre>R = I;  R &lt;- R + P_b R for b = 1..B,  P_b = mean over heads of max(A_b dS/dA_b, 0)</pre>
 *
 * <p>A_b are the attention weights of block b; dS/dA_b is the whole derivative, including later
 * blocks. The map is the class token's row of R at the patches, {@code [N, H, W, 1]} or one value
 * for each patch. Without a class token it is the mean of all rows. It is never negative. Cost: 2
 * forward passes. Does not show evidence against the target, or evidence that passes only through
 * the values.
 *
 * <p>Source: Chefer, Gur, Wolf, <i>Generic Attention-Model Explainability for Interpreting Bi-Modal
 * and Encoder-Decoder Transformers</i>, ICCV 2021.
 *
 * @since 0.1.0
 */
public final class GenericAttention extends Value implements SinglePassMethod {
  private static final long serialVersionUID = 1;

  private final boolean resized;

  private GenericAttention(boolean resized) {
    this.resized = resized;
  }

  /**
   * The map in the input's size.
   *
   * @return the method
   */
  public static GenericAttention of() {
    return new GenericAttention(true);
  }

  /**
   * Keeps one value for each patch, without resizing.
   *
   * @return a new method
   */
  public GenericAttention withoutResize() {
    return new GenericAttention(false);
  }

  /** {@return whether the map is resized to the input's size, bilinearly} */
  public boolean resized() {
    return resized;
  }

  @Override
  public ModifiedGradient gradient() {
    return ModifiedGradient.ofAttention(new AttentionMapping(Flow.GENERIC, resized));
  }
}
