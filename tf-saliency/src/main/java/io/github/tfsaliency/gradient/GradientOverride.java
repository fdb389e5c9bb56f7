package io.github.tfsaliency.gradient;

import static java.util.Objects.requireNonNull;

/**
 * Which nodes get which rule.
 *
 * @param nodes the nodes
 * @param rule the rule
 * @param required whether a model without any such node is an error
 */
public record GradientOverride(NodeSelector nodes, GradientRule rule, boolean required) {
  /**
   * Checks the components.
   *
   * @param nodes the nodes
   * @param rule the rule
   * @param required whether a model without any such node is an error
   */
  public GradientOverride {
    requireNonNull(nodes, "nodes");
    requireNonNull(rule, "rule");
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
}
