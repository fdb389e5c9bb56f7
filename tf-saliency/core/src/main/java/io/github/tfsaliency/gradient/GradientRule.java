package io.github.tfsaliency.gradient;

import com.google.common.base.CaseFormat;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.layer.LayerKind;
import java.io.Serializable;

/**
 * Changes the gradient or relevance that passes backwards through a selected node or layer. A rule
 * has one of three forms: it {@linkplain Replaces replaces} the node's derivative, changes the
 * arriving gradient {@linkplain Ahead ahead} of the derivative, or does something before and after
 * it ({@link Around}).
 *
 * <p>A rule is a value, usually a record. Its components of the type {@link Parameter}, and lists
 * of them, are fed at every run. All other components decide which nodes the rule builds. Rules
 * that differ only in their parameters share one graph. A rule adds plain TensorFlow ops. It is
 * called once for each node when a gradient graph is built, and never afterwards.
 *
 * @since 0.1.0
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
   * The kinds of layer that the rule supports, if it is used for layers and not for nodes.
   *
   * @return by default convolutions and dense layers
   */
  default ImmutableSet<LayerKind> kinds() {
    return LayerKind.LINEAR;
  }

  /**
   * The parts of a linear layer's weights that the rule reads. Each part is computed once for a
   * model.
   *
   * @param nonNegativeInput whether the layer's input is known not to be negative
   * @return none by default
   */
  default ImmutableSet<WeightPart> weightParts(boolean nonNegativeInput) {
    return ImmutableSet.of();
  }

  /**
   * Whether an input of zero never gets relevance, as with rules that multiply by the input. Then a
   * ReLU before the layer gets no relevance where it cuts off, and the layers before the ReLU save
   * computations.
   *
   * @return false by default
   */
  default boolean isProportionalToInput() {
    return false;
  }

  /**
   * Whether each input gets the relevance of its output, unchanged.
   *
   * @return false by default
   */
  default boolean passesUnchanged() {
    return false;
  }

  /**
   * Whether the rule uses the values of a reference input.
   *
   * @return false by default
   */
  default boolean usesReference() {
    return false;
  }

  /**
   * Whether the rule of a linear layer also computes the following activation, at other values.
   * Then it is used only for layers whose output is read by one activation and nothing else.
   *
   * @return false by default
   */
  default boolean readsActivation() {
    return false;
  }
}
