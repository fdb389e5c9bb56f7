package io.github.tfsaliency.method;

import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.explain.SinglePassMethod;
import io.github.tfsaliency.gradient.ModifiedGradient;

/**
 * The gradient multiplied by the input: a first-order estimate of each value's contribution against
 * an input of zero.
 *
 * <pre>A = x dS / dx</pre>
 *
 * <p>Cost: about 2 forward passes. Does not show values near the encoding's zero, even if they are
 * relevant: black pixels in {@code [0, 1]}, mid-grey ones in {@code [-1, 1]}. Another encoding of
 * the same picture gives another map.
 *
 * <p>Source: Shrikumar, Greenside, Shcherbina, Kundaje, <i>Not Just a Black Box: Learning Important
 * Features Through Propagating Activation Differences</i>, 2016, section 2; the bias: Brocki, Chung
 * 2020.
 *
 * @since 0.1.0
 */
public final class InputXGradient extends Value implements SinglePassMethod {
  private static final long serialVersionUID = 1;

  private InputXGradient() {}

  /**
   * The method.
   *
   * @return the only instance
   */
  public static InputXGradient of() {
    return new InputXGradient();
  }

  @Override
  public ModifiedGradient gradient() {
    return ModifiedGradient.of().times(ModifiedGradient.Factor.INPUT);
  }
}
