package io.github.tfsaliency.method;

import io.github.tfsaliency.explain.SinglePassMethod;
import io.github.tfsaliency.gradient.GradientOverride;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.rule.Activations;
import io.github.tfsaliency.rule.Deconv;

/**
 * The gradient that at each ReLU passes where it is positive, whatever the unit did.
 *
 * <p>Cost: about 2 forward passes. Does not show what speaks against the target; without max
 * pooling it depends on the picture only through the class. Needs ReLU or ReLU6 units in the model.
 *
 * <p>Source: Zeiler, Fergus, <i>Visualizing and Understanding Convolutional Networks</i>, ECCV
 * 2014, section 2.1.
 */
public record DeconvNet() implements SinglePassMethod {
  /**
   * The method.
   *
   * @return the only one of its kind
   */
  public static DeconvNet of() {
    return new DeconvNet();
  }

  @Override
  public ModifiedGradient gradient() {
    return ModifiedGradient.of(GradientOverride.required(Activations.RECTIFIERS, new Deconv()));
  }
}
