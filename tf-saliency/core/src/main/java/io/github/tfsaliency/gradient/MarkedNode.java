package io.github.tfsaliency.gradient;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;

/**
 * A node with a rule, as the {@link GradientRule} sees it.
 *
 * @param <T> the model's floating-point type
 * @since 0.1.0
 */
public interface MarkedNode<T extends TNumber> {
  /**
   * The builder of ops, in a separate scope for this node.
   *
   * @return the builder
   */
  Ops tf();

  /**
   * The node's name in the model's graph.
   *
   * @return for example {@code model/conv1/Relu}
   */
  String name();

  /**
   * The node's op.
   *
   * @return for example {@code Relu}
   */
  String op();

  /**
   * Whether the graph is built for a session on a GPU. Some ops have no GPU kernel, so their values
   * are copied to the CPU and back. The result of a rule must not depend on this.
   *
   * @return false for a session on the CPU
   */
  boolean isOnGpu();

  /**
   * The node's input.
   *
   * @return its first input; before the derivative ({@code ahead}), the node's output; after the
   *     derivative ({@code behind}), the current input
   */
  Operand<T> input();

  /**
   * Whether the node multiplies a signal by a gate, as in LSTM and GRU. A gate is a sigmoid, or 1
   * minus a sigmoid.
   *
   * @return false if both factors are gates, or neither is
   */
  boolean isGated();

  /**
   * Whether the current input is that gate, after the derivative ({@code behind}).
   *
   * @return false for the signal, and if the node has no gate
   */
  boolean isGate();

  /**
   * Whether no relevance arrives where the layer's output is not positive. A ReLU alone reads the
   * output, and all rules after the ReLU are {@linkplain GradientRule#isProportionalToInput
   * proportional to their input}.
   *
   * @return false if this is not known
   */
  boolean isIrrelevantBelowZero();

  /**
   * The node's output.
   *
   * @return its first output
   */
  Operand<T> output();

  /**
   * The gradient, or relevance, that arrives at the node's output.
   *
   * @return the gradient, in the output's shape
   */
  Operand<T> upstreamGradient();

  /**
   * A number that is fed at every run.
   *
   * @param parameter a component of this rule
   * @return a scalar
   * @throws IllegalArgumentException if the rule has no such component
   */
  Operand<TFloat64> parameter(Parameter parameter);

  /**
   * A number that is fed at every run, in the type of the model.
   *
   * @param parameter a component of this rule
   * @return a scalar
   * @throws IllegalArgumentException if the rule has no such component
   */
  Operand<T> value(Parameter parameter);

  /**
   * An attribute of the node, such as {@code strides} or {@code padding}.
   *
   * @param name the attribute's name in the op's definition
   * @return its value
   * @throws IllegalArgumentException if the node has no such attribute
   */
  AttrValue attribute(String name);

  /**
   * The linear layer, which can be applied to other values and weights.
   *
   * @return the map
   * @throws IllegalStateException if the node is not a linear layer
   */
  LinearMap<T> linear();

  /**
   * The activation that reads the layer; nothing else reads it.
   *
   * @return the function and the gradient of its output
   * @throws IllegalStateException if {@link GradientRule#readsActivation()} of the rule is false
   */
  NextActivation<T> nextActivation();

  /**
   * The node's input if the model gets the reference.
   *
   * @return the values, in the shape of {@link #input()} or of one sample
   * @throws IllegalStateException if {@link GradientRule#usesReference()} of the rule is false
   */
  Operand<T> referenceInput();

  /**
   * The node's output if the model gets the reference.
   *
   * @return the values, in the shape of {@link #output()} or of one sample
   * @throws IllegalStateException as {@link #referenceInput()}
   */
  Operand<T> referenceOutput();
}
