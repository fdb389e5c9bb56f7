package io.github.tfsaliency.gradient;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.layer.Layer;

/** Which rule each layer of a model gets. A value: equal ones build equal graphs. */
public interface LayerRules {
  /**
   * Chooses the rules of a model.
   *
   * @param layers all layers between inputs and output, in execution order
   * @return the layers that have a rule; the others keep their own gradient
   * @throws io.github.tfsaliency.attribution.SaliencyException if the choice does not fit the model
   */
  ImmutableMap<Layer, Choice> choose(ImmutableList<Layer> layers);

  /**
   * The numbers of all rules, under the names by which they are fed.
   *
   * @return names; the parameter {@code p} of a rule in the slot {@code s} is {@code s/p}
   */
  ImmutableList<String> parameters();

  /**
   * A rule at a layer.
   *
   * @param rule the rule
   * @param slot tells apart the numbers of rules that name them alike
   * @param reason why this layer has it, for people
   */
  record Choice(GradientRule rule, String slot, String reason) {}
}
