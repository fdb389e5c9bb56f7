package io.github.tfsaliency.gradient;

import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.attribution.Value;

/**
 * A rule for selected nodes.
 *
 * @since 0.1.0
 */
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
   * A rule that must match at least one node, because without it the method would silently be
   * another method.
   *
   * @param nodes the nodes; the model must have at least one of them
   * @param rule the rule
   * @return the override
   */
  public static GradientOverride required(NodeSelector nodes, GradientRule rule) {
    return new GradientOverride(nodes, rule, true);
  }

  /**
   * A rule for nodes that a model may lack without changing the meaning of the method.
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
