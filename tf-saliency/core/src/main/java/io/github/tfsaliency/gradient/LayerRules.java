package io.github.tfsaliency.gradient;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.layer.Layer;
import io.github.tfsaliency.layer.LayerKind;
import java.io.Serializable;

/**
 * Chooses the rule of each layer of a model. A value.
 *
 * @since 0.1.0
 */
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
   * Whether layers without a rule, and nodes outside all layers, keep their own gradient.
   *
   * <p>If so, {@link #choose} receives every activation as one layer, and each layer with its
   * {@link io.github.tfsaliency.layer.LayerForm}. Attention weights are held constant: layers that
   * lead only to attention weights, such as queries and keys, are left out.
   *
   * @return false by default: a node outside all layers is an error
   */
  default boolean isPartial() {
    return false;
  }

  /**
   * The kinds of layer whose nodes, if they have no rule, pass on their difference from the
   * reference. Products, quotients and softmaxes use the multipliers of DeepLIFT. A normalization
   * uses those of its products and powers.
   *
   * <p>If there are such kinds, {@link #choose} receives each normalization as its single layers,
   * and a node without multipliers is an error. Choices of the largest value keep their gradient
   * unless {@link LayerKind#MAX_POOL} is one of the kinds.
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
   * @param slot a name; layers with the same slot have the same rule, and its numbers are fed once
   * @param reason a text for people: why this layer has the rule
   */
  record Choice(GradientRule rule, String slot, String reason) {}
}
