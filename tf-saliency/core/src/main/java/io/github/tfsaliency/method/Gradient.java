package io.github.tfsaliency.method;

import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.explain.SinglePassMethod;
import io.github.tfsaliency.gradient.ModifiedGradient;

/**
 * The derivative of the target's score with respect to each input value: which changes would change
 * the score.
 *
 * <pre>A = dS / dx</pre>
 *
 * <p>Cost: about 2 forward passes. Does not show how much a value contributes, only how sensitive
 * the score is to it; if the network saturates, relevant values get nothing.
 *
 * <p>Source: Simonyan, Vedaldi, Zisserman, <i>Deep Inside Convolutional Networks: Visualising Image
 * Classification Models and Saliency Maps</i>, ICLR 2014 workshop, section 3.
 *
 * @since 0.1.0
 */
public final class Gradient extends Value implements SinglePassMethod {
  private static final long serialVersionUID = 1;

  private Gradient() {}

  /**
   * The method.
   *
   * @return the only instance
   */
  public static Gradient of() {
    return new Gradient();
  }

  @Override
  public ModifiedGradient gradient() {
    return ModifiedGradient.of();
  }
}
