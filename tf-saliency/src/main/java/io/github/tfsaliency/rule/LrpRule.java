package io.github.tfsaliency.rule;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.gradient.GradientRule;
import io.github.tfsaliency.layer.Layer;

/**
 * How a layer hands the relevance of its output down to its input.
 *
 * <p>Open to rules of your own: a record that implements {@link #backward}.
 */
public interface LrpRule extends GradientRule {
  /**
   * Whether the rule is for such a layer.
   *
   * @param layer a layer of a model
   * @return true for linear layers, unless the rule says otherwise
   */
  default boolean appliesTo(Layer layer) {
    return layer.kind().isLinear();
  }

  /**
   * The numbers of this rule, fed at every run.
   *
   * @return by name; none unless the rule says otherwise
   */
  default ImmutableMap<String, Double> numbers() {
    return ImmutableMap.of();
  }

  /**
   * The rule without its numbers: equal for rules that build the same nodes.
   *
   * @return itself, unless it has {@link #numbers()}
   */
  default LrpRule structure() {
    return this;
  }

  @Override
  default ImmutableSet<String> parameters() {
    return numbers().keySet();
  }
}
