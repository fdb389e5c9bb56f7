package io.github.tfsaliency.method;

import io.github.tfsaliency.explain.SinglePassMethod;
import io.github.tfsaliency.gradient.GradientOverride;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.rule.Activations;
import io.github.tfsaliency.rule.Guided;

/**
 * The gradient that at each ReLU passes only where it is positive and the unit was active.
 *
 * <p>Cost: about 2 forward passes. Does not show what speaks against the target, and hardly depends
 * on the target at all: it reconstructs edges of the picture (Adebayo et al., <i>Sanity Checks for
 * Saliency Maps</i>, NeurIPS 2018). Needs ReLU or ReLU6 units in the model.
 *
 * <p>Source: Springenberg, Dosovitskiy, Brox, Riedmiller, <i>Striving for Simplicity: The All
 * Convolutional Net</i>, ICLR 2015 workshop, section 3.4.
 */
public record GuidedBackprop() implements SinglePassMethod {
  /**
   * The method.
   *
   * @return the only one of its kind
   */
  public static GuidedBackprop of() {
    return new GuidedBackprop();
  }

  @Override
  public ModifiedGradient gradient() {
    return ModifiedGradient.of(GradientOverride.required(Activations.RECTIFIERS, new Guided()));
  }
}
