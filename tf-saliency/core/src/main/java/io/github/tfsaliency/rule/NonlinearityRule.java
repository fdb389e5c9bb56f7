package io.github.tfsaliency.rule;

import com.google.common.base.Ascii;

/**
 * DeepLIFT's rule for the nonlinearity after a convolution or dense layer.
 *
 * @since 0.1.0
 */
public enum NonlinearityRule {
  /** One multiplier for the whole difference, {@link Rescale}. */
  RESCALE,
  /**
   * One multiplier for contributions that raise the value and one for those that lower it, {@link
   * RevealCancel}.
   */
  REVEAL_CANCEL;

  /** The name as the command line writes it. */
  @Override
  public String toString() {
    return Ascii.toLowerCase(name()).replace('_', '-');
  }
}
