package io.github.tfsaliency.gradient;

import com.google.common.base.CaseFormat;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.layer.LayerKind;
import java.io.Serializable;

/**
 * What a chosen node or layer does with the gradient, or relevance, that arrives from above. It is
 * one of three: it {@linkplain Replaces replaces} the node's derivative, changes what arrives
 * {@linkplain Ahead ahead} of it, or stands {@linkplain Around around} it.
 *
 * <p>A rule is a value, usually a record. Its components of the type {@link Parameter}, and lists
 * of these, are fed at every run; all others decide which nodes the rule builds. One graph serves
 * all rules that differ in their parameters alone. A rule adds plain TensorFlow ops; it is called
 * once for each node when a gradient graph is built, never afterwards.
 */
public sealed interface GradientRule extends Serializable permits Replaces, Ahead, Around {
  /**
   * The rule's name in the graph: the attribute {@code _gradient_op_type} and the scope of its
   * markers.
   *
   * @return letters, digits, dots, dashes and underscores; by default the name of the class, in
   *     small letters with dashes
   */
  default String id() {
    return CaseFormat.UPPER_CAMEL.to(CaseFormat.LOWER_HYPHEN, getClass().getSimpleName());
  }

  /**
   * The kinds of layer that the rule is for, where it is given to layers and not to nodes.
   *
   * @return by default convolutions and dense layers
   */
  default ImmutableSet<LayerKind> kinds() {
    return LayerKind.LINEAR;
  }

  /**
   * The parts of a linear layer's weights that the rule reads; each is computed once for a model.
   *
   * @param nonNegativeInput whether the layer's input is known not to be negative
   * @return none by default
   */
  default ImmutableSet<WeightPart> weightParts(boolean nonNegativeInput) {
    return ImmutableSet.of();
  }

  /**
   * Whether the rule compares with the values of a reference input.
   *
   * @return false by default
   */
  default boolean usesReference() {
    return false;
  }

  /**
   * Whether the rule of a linear layer computes the activation behind it, at other values. It then
   * stands only at layers that an activation alone reads.
   *
   * @return false by default
   */
  default boolean readsActivation() {
    return false;
  }
}
