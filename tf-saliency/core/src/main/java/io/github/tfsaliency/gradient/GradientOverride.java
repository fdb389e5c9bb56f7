package io.github.tfsaliency.gradient;

import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.attribution.Value;

/** Which nodes get which rule. */
public final class GradientOverride extends Value {
  private static final long serialVersionUID = 1;

  private final NodeSelector nodes;
  private final GradientRule rule;
  private final boolean required;

  private GradientOverride(NodeSelector nodes, GradientRule rule, boolean required) {
    this.nodes = requireNonNull(nodes, "nodes");
    this.rule = requireNonNull(rule, "rule");
    this.required = required;
  }

  /**
   * A rule without which the method would silently be another one.
   *
   * @param nodes at least one of which the model must have
   * @param rule the rule
   * @return the override
   */
  public static GradientOverride required(NodeSelector nodes, GradientRule rule) {
    return new GradientOverride(nodes, rule, true);
  }

  /**
   * A rule for nodes that a model may lack without changing what the method means.
   *
   * @param nodes the nodes, if there are any
   * @param rule the rule
   * @return the override
   */
  public static GradientOverride whereFound(NodeSelector nodes, GradientRule rule) {
    return new GradientOverride(nodes, rule, false);
  }

  /** {@return the nodes that get the rule} */
  public NodeSelector nodes() {
    return nodes;
  }

  /** {@return the rule that they get} */
  public GradientRule rule() {
    return rule;
  }

  /** {@return whether a model without any such node is an error} */
  public boolean isRequired() {
    return required;
  }
}
