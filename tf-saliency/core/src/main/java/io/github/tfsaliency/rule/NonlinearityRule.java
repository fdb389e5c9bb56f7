package io.github.tfsaliency.rule;

import com.google.common.base.Ascii;

/** What DeepLIFT does at the nonlinearity behind a convolution or a dense layer. */
public enum NonlinearityRule {
  /** One multiplier for the whole difference, {@link Rescale}. */
  RESCALE,
  /** One for what raises the value and one for what lowers it, {@link RevealCancel}. */
  REVEAL_CANCEL;

  /** The name as the command line writes it. */
  @Override
  public String toString() {
    return Ascii.toLowerCase(name()).replace('_', '-');
  }
}
