package io.github.tfsaliency.method;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.explain.SinglePassMethod;
import io.github.tfsaliency.gradient.ActivationOverride;
import io.github.tfsaliency.gradient.GradientOverride;
import io.github.tfsaliency.gradient.GradientRule;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.gradient.Parameter;
import io.github.tfsaliency.rule.PaddingTrick;
import io.github.tfsaliency.rule.ProportionalMaxPool;
import io.github.tfsaliency.rule.RectGrad;
import io.github.tfsaliency.rule.RectGrad.Threshold;
import io.github.tfsaliency.rule.RectGradTimesDerivative;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * RectGrad: at each activation the gradient passes only the units with the largest contributions
 * {@code a g}.
 *
 * <pre>g if a g &gt; tau, else 0</pre>
 *
 * <p>The original multiplies the final gradient by the input, so it cannot highlight dark regions.
 * Without the multiplication, the default here, this bias is gone (Brocki, Chung 2020). This is the
 * only difference between the two.
 *
 * <p>Cost: about 2 forward passes and, for a percentile, one selection over each activation map.
 * Does not show evidence against the target; a high enough threshold gives a clean picture for any
 * model, so a clean picture proves nothing.
 *
 * <p>Source: Kim et al., <i>Why are Saliency Maps Noisy? Cause of and Solution to Noisy Saliency
 * Maps</i>, ICCV workshop 2019; Brocki, Chung, <i>Input Bias in Rectified Gradients and Modified
 * Saliency Maps</i>, 2020, section 3.
 *
 * @since 0.1.0
 */
public final class RectifiedGradient extends Value implements SinglePassMethod {
  private static final long serialVersionUID = 1;

  /** The percentile of the papers. */
  public static final double DEFAULT_PERCENTILE = 98;

  /** The compared values, and the gradient of max pooling. */
  public enum Variant {
    /** {@code a g} is compared. */
    PLAIN,
    /** {@code |a g|} is compared, except at activations whose name contains {@code Logits}. */
    MOD,
    /**
     * {@code a g} is compared, and max pooling distributes its gradient in proportion; in a model
     * without max pooling this is PLAIN.
     */
    PROPORTIONAL
  }

  private final Threshold threshold;
  private final double number;
  private final Variant variant;
  private final boolean paddingTrick;
  private final boolean timesInput;
  private final boolean gates;
  private final boolean derivative;

  private RectifiedGradient(
      Threshold threshold,
      double number,
      Variant variant,
      boolean paddingTrick,
      boolean timesInput,
      boolean gates,
      boolean derivative) {
    checkArgument(
        threshold != Threshold.PERCENTILE || (number >= 0 && number <= 100),
        "The percentile (%s) must lie in [0, 100].",
        number);
    checkArgument(Double.isFinite(number), "The threshold (%s) must be finite.", number);
    this.threshold = requireNonNull(threshold, "threshold");
    this.number = number;
    this.variant = requireNonNull(variant, "variant");
    this.paddingTrick = paddingTrick;
    this.timesInput = timesInput;
    this.gates = gates;
    this.derivative = derivative;
  }

  /**
   * Uses a percentile of each sample's contributions as the threshold.
   *
   * @param percentile q in {@code [0, 100]}; the papers use {@value #DEFAULT_PERCENTILE}
   * @return the method, plain, without padding trick and without multiplication by the input
   * @throws IllegalArgumentException if {@code percentile} is out of range
   */
  public static RectifiedGradient percentile(double percentile) {
    return new RectifiedGradient(
        Threshold.PERCENTILE, percentile, Variant.PLAIN, false, false, false, false);
  }

  /**
   * Uses the same threshold everywhere.
   *
   * @param tau the threshold, in units of the score; 0 passes every positive contribution
   * @return the method, plain, without padding trick and without multiplication by the input
   * @throws IllegalArgumentException if {@code tau} is not finite
   */
  public static RectifiedGradient threshold(double tau) {
    return new RectifiedGradient(
        Threshold.CONSTANT, tau, Variant.PLAIN, false, false, false, false);
  }

  /**
   * Chooses a variant.
   *
   * @param variant the variant; {@link Variant#PLAIN} by default
   * @return a new method
   */
  public RectifiedGradient withVariant(Variant variant) {
    return new RectifiedGradient(
        threshold, number, variant, paddingTrick, timesInput, gates, derivative);
  }

  /**
   * Zeroes the outermost ring of the gradient above each convolution with SAME padding, as the
   * authors' code does. Off by default.
   *
   * @return a new method
   */
  public RectifiedGradient withPaddingTrick() {
    return new RectifiedGradient(threshold, number, variant, true, timesInput, gates, derivative);
  }

  /**
   * Multiplies the final gradient by the input, as the original does. Off by default, because the
   * map then cannot show values near the encoding's zero.
   *
   * @return a new method
   */
  public RectifiedGradient withMultiplicationByInput() {
    return new RectifiedGradient(threshold, number, variant, paddingTrick, true, gates, derivative);
  }

  /**
   * Chooses whether gates are overridden, too. Gates are sigmoids and hard sigmoids that only scale
   * another tensor, as in LSTM and squeeze-and-excitation.
   *
   * @param overridden false by default
   * @return a new method
   */
  public RectifiedGradient withGates(boolean overridden) {
    return new RectifiedGradient(
        threshold, number, variant, paddingTrick, timesInput, overridden, derivative);
  }

  /**
   * Chooses whether the gradient is multiplied by the activation's own derivative: {@code 1[y g >
   * tau] f'(x) g}. The authors do not multiply. With it, the method equals the gradient if every
   * unit passes.
   *
   * @param multiplied false by default
   * @return a new method
   */
  public RectifiedGradient withDerivative(boolean multiplied) {
    return new RectifiedGradient(
        threshold, number, variant, paddingTrick, timesInput, gates, multiplied);
  }

  /**
   * The percentile that gives the threshold.
   *
   * @return in {@code [0, 100]}; empty if the threshold is a number
   */
  public OptionalDouble chosenPercentile() {
    return number(Threshold.PERCENTILE);
  }

  /**
   * The constant threshold.
   *
   * @return in units of the score; empty if the threshold is a percentile
   */
  public OptionalDouble chosenThreshold() {
    return number(Threshold.CONSTANT);
  }

  private OptionalDouble number(Threshold kind) {
    return threshold == kind ? OptionalDouble.of(number) : OptionalDouble.empty();
  }

  /**
   * The variant.
   *
   * @return {@link Variant#PLAIN} by default
   */
  public Variant variant() {
    return variant;
  }

  /**
   * Whether the outermost ring is zeroed at convolutions with SAME padding.
   *
   * @return false by default
   */
  public boolean hasPaddingTrick() {
    return paddingTrick;
  }

  /**
   * Whether the final gradient is multiplied by the input.
   *
   * @return false by default
   */
  public boolean isMultipliedByInput() {
    return timesInput;
  }

  /**
   * Whether gates are overridden too.
   *
   * @return false by default
   */
  public boolean overridesGates() {
    return gates;
  }

  /**
   * Whether the gradient is multiplied by the activation's own derivative.
   *
   * @return false by default
   */
  public boolean hasDerivative() {
    return derivative;
  }

  @Override
  public ModifiedGradient gradient() {
    boolean magnitude = variant == Variant.MOD;
    GradientRule rule =
        derivative
            ? new RectGradTimesDerivative(threshold, Parameter.of(number), magnitude)
            : new RectGrad(threshold, Parameter.of(number), magnitude);
    List<GradientOverride> overrides = new ArrayList<>();
    if (variant == Variant.PROPORTIONAL) {
      overrides.add(
          GradientOverride.whereFound(ProportionalMaxPool.MAX_POOLS, new ProportionalMaxPool()));
    }
    if (paddingTrick) {
      overrides.add(GradientOverride.required(PaddingTrick.SAME_CONVOLUTIONS, new PaddingTrick()));
    }
    return ModifiedGradient.of(
            ActivationOverride.of(rule).withGates(gates),
            overrides.toArray(GradientOverride[]::new))
        .times(timesInput ? ModifiedGradient.Factor.INPUT : ModifiedGradient.Factor.NONE);
  }
}
