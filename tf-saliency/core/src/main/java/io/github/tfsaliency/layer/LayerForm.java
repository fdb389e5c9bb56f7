package io.github.tfsaliency.layer;

/**
 * Details of a layer, for rules that distinguish layers of the same kind.
 *
 * @since 0.1.0
 */
public enum LayerForm {
  /** No details. */
  PLAIN,
  /** An activation x gate(x) whose gate is a half at 0: GELU, SiLU, hard-swish. */
  SELF_GATED,
  /** An activation x gate(x) whose gate is 0.6 at 0: Mish, x tanh(softplus(x)). */
  MISH,
  /** A softmax of attention: its values are the weights of a sum. */
  SHARES,
  /**
   * A product with one factor that depends on the input, if attention weights are held constant.
   */
  WEIGHTED;

  /**
   * Whether the layer is an activation x gate(x).
   *
   * @return true for {@link #SELF_GATED} and {@link #MISH}
   */
  public boolean isSelfGated() {
    return this == SELF_GATED || this == MISH;
  }
}
