package io.github.tfsaliency.gradient;

import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.attribution.Value;

/**
 * A rule at every activation function of a model, of one op or of several.
 *
 * @since 0.1.0
 */
public final class ActivationOverride extends Value {
  private static final long serialVersionUID = 1;

  private final GradientRule rule;
  private final boolean gates;

  private ActivationOverride(GradientRule rule, boolean gates) {
    this.rule = requireNonNull(rule, "rule");
    this.gates = gates;
  }

  /**
   * A rule at activations; gates keep their derivative.
   *
   * @param rule the rule
   * @return the override
   */
  public static ActivationOverride of(GradientRule rule) {
    return new ActivationOverride(rule, false);
  }

  /**
   * Chooses whether gates get the rule, too. Gates are sigmoids and hard sigmoids that only scale
   * another tensor.
   *
   * @param overridden false by default
   * @return a new override
   */
  public ActivationOverride withGates(boolean overridden) {
    return new ActivationOverride(rule, overridden);
  }

  /** {@return the rule} */
  public GradientRule rule() {
    return rule;
  }

  /** {@return whether gates get the rule, too} */
  public boolean gates() {
    return gates;
  }
}
