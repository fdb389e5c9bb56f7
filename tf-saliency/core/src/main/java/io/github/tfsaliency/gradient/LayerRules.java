package io.github.tfsaliency.gradient;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.layer.Layer;
import java.io.Serializable;

/** Which rule each layer of a model gets. A value. */
public interface LayerRules extends Serializable {
  /**
   * Chooses the rules of a model.
   *
   * @param layers all layers between inputs and output, in execution order
   * @return the layers that have a rule; the others keep their own gradient
   * @throws io.github.tfsaliency.attribution.SaliencyException if the choice does not fit the model
   */
  ImmutableMap<Layer, Choice> choose(ImmutableList<Layer> layers);

  /**
   * Whether layers without a rule keep their own gradient, as nodes do that are no layer.
   *
   * <p>Such rules are offered activations whole, whatever lies around them, and each layer with its
   * {@link io.github.tfsaliency.layer.LayerForm}. They hold shares of attention constant: what
   * leads to shares alone, as queries and keys do, is not offered.
   *
   * @return false by default: a node that is no layer is an error
   */
  default boolean isPartial() {
    return false;
  }

  /**
   * A rule at a layer.
   *
   * @param rule the rule
   * @param slot a name; layers of one slot have one rule, whose numbers are fed once
   * @param reason why this layer has it, for people
   */
  record Choice(GradientRule rule, String slot, String reason) {}
}
