package io.github.tfsaliency.method;

import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.explain.SinglePassMethod;
import io.github.tfsaliency.gradient.ActivationOverride;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.rule.Guided;

/**
 * The gradient that passes each activation only where the gradient is positive, times the
 * activation's own derivative. At ReLU it also passes only where the unit was active.
 *
 * <p>Cost: about 2 forward passes. Does not show evidence against the target, and hardly depends on
 * the target at all: it reconstructs edges of the picture (Adebayo et al., <i>Sanity Checks for
 * Saliency Maps</i>, NeurIPS 2018). Needs activations in the model.
 *
 * <p>Source: Springenberg, Dosovitskiy, Brox, Riedmiller, <i>Striving for Simplicity: The All
 * Convolutional Net</i>, ICLR 2015 workshop, section 3.4.
 *
 * @since 0.1.0
 */
public final class GuidedBackprop extends Value implements SinglePassMethod {
  private static final long serialVersionUID = 1;

  private final boolean gates;

  private GuidedBackprop(boolean gates) {
    this.gates = gates;
  }

  /**
   * Overrides activations and leaves gates alone.
   *
   * @return the method
   */
  public static GuidedBackprop of() {
    return new GuidedBackprop(false);
  }

  /**
   * Chooses whether gates are overridden, too. Gates are sigmoids and hard sigmoids that only scale
   * another tensor, as in LSTM and squeeze-and-excitation.
   *
   * @param overridden false by default
   * @return a new method
   */
  public GuidedBackprop withGates(boolean overridden) {
    return new GuidedBackprop(overridden);
  }

  /** {@return whether gates are overridden, too} */
  public boolean gates() {
    return gates;
  }

  @Override
  public ModifiedGradient gradient() {
    return ModifiedGradient.of(ActivationOverride.of(new Guided()).withGates(gates));
  }
}
