package io.github.tfsaliency.gradient;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;

/**
 * A node under a rule, as a {@link GradientRule} sees it.
 *
 * @param <T> the model's floating-point type
 */
public interface MarkedNode<T extends TNumber> {
  /**
   * Adds ops, under a scope of the node's own.
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
   * Whether the graph is built for a session that computes on a GPU, where some ops have no kernel:
   * their values are copied to the processor and back. What a rule computes must not depend on it.
   *
   * @return false for a session on the processor alone
   */
  boolean isOnGpu();

  /**
   * What the node reads.
   *
   * @return its first input; where the rule stands ahead of the derivative, the node's output;
   *     behind the derivative, the input at hand
   */
  Operand<T> input();

  /**
   * Whether the node multiplies a signal by a gate, as in LSTM and GRU: by a sigmoid, or by 1 less
   * one.
   *
   * @return false where both factors are gates, or none is
   */
  boolean isGated();

  /**
   * Behind the derivative, whether the input at hand is that gate.
   *
   * @return false at the signal, and where the node has no gate
   */
  boolean isGate();

  /**
   * What the node computed.
   *
   * @return its first output
   */
  Operand<T> output();

  /**
   * The gradient, or relevance, that arrives from above.
   *
   * @return of the output's shape
   */
  Operand<T> upstreamGradient();

  /**
   * A number that is fed at every run.
   *
   * @param parameter a component of the rule itself
   * @return a scalar
   * @throws IllegalArgumentException if it is none
   */
  Operand<TFloat64> parameter(Parameter parameter);

  /**
   * A number that is fed at every run, in the type of the model.
   *
   * @param parameter a component of the rule itself
   * @return a scalar
   * @throws IllegalArgumentException if it is none
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
   * The layer, to be applied to other values and weights.
   *
   * @return the map
   * @throws IllegalStateException if the rule stands at something else than a linear layer
   */
  LinearMap<T> linear();

  /**
   * The activation that alone reads the layer.
   *
   * @return the function, and what arrives at it
   * @throws IllegalStateException if the rule did not say that it {@linkplain
   *     GradientRule#readsActivation() reads} one
   */
  NextActivation<T> nextActivation();

  /**
   * What the node reads when the model is given the reference.
   *
   * @return of the shape of {@link #input()}, or of one sample
   * @throws IllegalStateException if the rule did not say that it {@linkplain
   *     GradientRule#usesReference() uses} it
   */
  Operand<T> referenceInput();

  /**
   * What the node computes when the model is given the reference.
   *
   * @return of the shape of {@link #output()}, or of one sample
   * @throws IllegalStateException as {@link #referenceInput()}
   */
  Operand<T> referenceOutput();
}
