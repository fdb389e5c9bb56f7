package io.github.tfsaliency.gradient;

import static java.util.Objects.requireNonNull;

/**
 * A rule at every activation function of a model, of one op or of several.
 *
 * @param rule the rule
 * @param gates whether gates get it too: sigmoids, and hard ones, that do nothing but scale another
 *     tensor
 */
public record ActivationOverride(GradientRule rule, boolean gates) {
  /**
   * Checks the rule.
   *
   * @param rule the rule
   * @param gates whether gates get it too
   */
  public ActivationOverride {
    requireNonNull(rule, "rule");
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
}
