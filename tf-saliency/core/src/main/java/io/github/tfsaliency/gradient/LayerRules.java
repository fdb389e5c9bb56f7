package io.github.tfsaliency.gradient;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.layer.Layer;
import io.github.tfsaliency.layer.LayerKind;
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
   * The kinds of layer whose nodes, where no rule stands, pass on their difference from the
   * reference: products, quotients and softmaxes by the multipliers of DeepLIFT, a normalization as
   * the products and powers that it is written in.
   *
   * <p>If there are any, each normalization is offered as the layers that it is made of, and a node
   * without such multipliers is an error. Choices of the largest value keep their gradient unless
   * {@link LayerKind#MAX_POOL} is among the kinds.
   *
   * @return none by default
   */
  default ImmutableSet<LayerKind> compared() {
    return ImmutableSet.of();
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
