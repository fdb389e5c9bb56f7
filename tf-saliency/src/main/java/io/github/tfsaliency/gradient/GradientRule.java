package io.github.tfsaliency.gradient;

import com.google.common.collect.ImmutableSet;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TNumber;

/**
 * What a chosen node or layer does with the gradient, or relevance, that arrives from above: in
 * place of its own derivative, ahead of it, or around it.
 *
 * <p>A rule is a value: two equal rules build the same nodes. Numbers that a user may sweep are
 * {@link #parameters()}, fed at every run, so that one graph serves them all. A rule adds plain
 * TensorFlow ops; it is called once for each node when a gradient graph is built, never afterwards.
 */
public interface GradientRule {
  /** Where a rule stands on the way back through its node. */
  enum Placement {
    /** The rule's result is the gradient of the node's first input. */
    INSTEAD_OF_DERIVATIVE,
    /** The rule's result is the upstream gradient from which the node's own derivative goes on. */
    AHEAD_OF_DERIVATIVE,
    /**
     * As ahead of the derivative; then {@link #behind} makes of each input's derivative its
     * gradient. For nodes with several inputs, and where TensorFlow's own derivative serves.
     */
    AROUND_DERIVATIVE
  }

  /**
   * The rule's name in the graph: the attribute {@code _gradient_op_type} and the scope of its
   * markers.
   *
   * @return letters, digits, dots, dashes and underscores
   */
  String id();

  /**
   * Where the rule stands.
   *
   * @return in place of the node's derivative, unless a rule says otherwise
   */
  default Placement placement() {
    return Placement.INSTEAD_OF_DERIVATIVE;
  }

  /**
   * The numbers that are fed at every run.
   *
   * @return names; none unless a rule says otherwise
   */
  default ImmutableSet<String> parameters() {
    return ImmutableSet.of();
  }

  /**
   * The parts of a linear layer's weights that the rule reads; each is computed once for a model.
   *
   * @param nonNegativeInput whether the layer's input is known not to be negative
   * @return none unless a rule says otherwise
   */
  default ImmutableSet<WeightPart> weightParts(boolean nonNegativeInput) {
    return ImmutableSet.of();
  }

  /**
   * Whether the rule compares with the values of a reference input.
   *
   * @return false unless a rule says otherwise
   */
  default boolean usesReference() {
    return false;
  }

  /**
   * Adds the ops that turn the upstream gradient into the rule's own.
   *
   * @param node the node, its input, output and upstream gradient
   * @param <T> the model's floating-point type
   * @return the gradient of the node's first input, of that input's shape; or, {@linkplain
   *     Placement#AHEAD_OF_DERIVATIVE ahead of the derivative} and around it, of the output, of its
   *     shape
   */
  <T extends TNumber> Operand<T> backward(MarkedNode<T> node);

  /**
   * Adds the ops that turn the derivative of an input into its gradient, where the rule stands
   * {@linkplain Placement#AROUND_DERIVATIVE around the derivative}.
   *
   * @param node the node; its input is the one at hand, its upstream gradient what had arrived at
   *     the output
   * @param derivative what the node's own derivative makes of {@link #backward}'s result
   * @param <T> the model's floating-point type
   * @return the gradient of the input, of its shape
   */
  default <T extends TNumber> Operand<T> behind(MarkedNode<T> node, Operand<T> derivative) {
    return derivative;
  }
}
