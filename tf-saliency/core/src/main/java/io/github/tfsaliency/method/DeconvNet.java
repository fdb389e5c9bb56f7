package io.github.tfsaliency.method;

import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.explain.SinglePassMethod;
import io.github.tfsaliency.gradient.ActivationOverride;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.rule.Deconv;

/**
 * The gradient that passes each activation only where the gradient is positive, whether the unit
 * was active or not.
 *
 * <p>Cost: about 2 forward passes. Does not show evidence against the target; without max pooling
 * it depends on the picture only through the class. Needs activations in the model.
 *
 * <p>Source: Zeiler, Fergus, <i>Visualizing and Understanding Convolutional Networks</i>, ECCV
 * 2014, section 2.1.
 *
 * @since 0.1.0
 */
public final class DeconvNet extends Value implements SinglePassMethod {
  private static final long serialVersionUID = 1;

  private final boolean gates;

  private DeconvNet(boolean gates) {
    this.gates = gates;
  }

  /**
   * Overrides activations and leaves gates alone.
   *
   * @return the method
   */
  public static DeconvNet of() {
    return new DeconvNet(false);
  }

  /**
   * Chooses whether gates are overridden, too. Gates are sigmoids and hard sigmoids that only scale
   * another tensor, as in LSTM and squeeze-and-excitation.
   *
   * @param overridden false by default
   * @return a new method
   */
  public DeconvNet withGates(boolean overridden) {
    return new DeconvNet(overridden);
  }

  /** {@return whether gates are overridden, too} */
  public boolean gates() {
    return gates;
  }

  @Override
  public ModifiedGradient gradient() {
    return ModifiedGradient.of(ActivationOverride.of(new Deconv()).withGates(gates));
  }
}
