package io.github.tfsaliency.rule;

import com.google.common.base.Ascii;
import io.github.tfsaliency.gradient.GradientRule;

/**
 * How LRP distributes relevance at a product of two tensors that both depend on the input.
 *
 * @since 0.1.0
 */
public enum Products {
  /** Half for each factor, {@link BilinearProduct}. */
  HALF,
  /** All for the signal and nothing for its gate, {@link SignalTakesAll}. */
  SIGNAL_TAKES_ALL;

  /**
   * The rule of such products.
   *
   * @return a rule of layers of the kind {@link io.github.tfsaliency.layer.LayerKind#PRODUCT}
   */
  public GradientRule rule() {
    return this == HALF ? new BilinearProduct() : new SignalTakesAll();
  }

  /** The name as the command line writes it. */
  @Override
  public String toString() {
    return Ascii.toLowerCase(name()).replace('_', '-');
  }
}
