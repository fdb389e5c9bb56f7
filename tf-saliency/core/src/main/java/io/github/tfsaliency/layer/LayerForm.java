package io.github.tfsaliency.layer;

/** What is known of a layer beside its kind, for rules that tell layers of one kind apart. */
public enum LayerForm {
  /** Nothing more than its kind. */
  PLAIN,
  /** An activation x gate(x) whose gate is a half at 0: GELU, SiLU, hard-swish. */
  SELF_GATED,
  /** An activation x gate(x) whose gate is 0.6 at 0: Mish, x tanh(softplus(x)). */
  MISH,
  /** A softmax of attention: its values are the shares by which others are summed. */
  SHARES,
  /** A product of which one factor alone depends on the input, shares held constant. */
  WEIGHTED;

  /**
   * Whether it is an activation x gate(x).
   *
   * @return true for {@link #SELF_GATED} and {@link #MISH}
   */
  public boolean isSelfGated() {
    return this == SELF_GATED || this == MISH;
  }
}
