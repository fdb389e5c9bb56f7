package io.github.tfsaliency.gradient;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;

/**
 * A node under a rule, as {@link GradientRule#backward} sees it.
 *
 * @param <T> the model's floating-point type
 */
public final class MarkedNode<T extends TNumber> {
  private final Ops tf;
  private final NodeDef node;
  private final Operand<T> input;
  private final Operand<T> output;
  private final Operand<T> upstreamGradient;
  private final ImmutableMap<String, Operand<TFloat64>> parameters;

  MarkedNode(
      Ops tf,
      NodeDef node,
      Operand<T> input,
      Operand<T> output,
      Operand<T> upstreamGradient,
      ImmutableMap<String, Operand<TFloat64>> parameters) {
    this.tf = tf;
    this.node = node;
    this.input = input;
    this.output = output;
    this.upstreamGradient = upstreamGradient;
    this.parameters = parameters;
  }

  /**
   * Adds ops, under a scope of the node's own.
   *
   * @return the builder
   */
  public Ops tf() {
    return tf;
  }

  /**
   * The node's name in the model's graph.
   *
   * @return for example {@code model/conv1/Relu}
   */
  public String name() {
    return node.getName();
  }

  /**
   * The node's op.
   *
   * @return for example {@code Relu}
   */
  public String op() {
    return node.getOp();
  }

  /**
   * What the node reads.
   *
   * @return its first input; where the rule stands ahead of the derivative, the node's output
   */
  public Operand<T> input() {
    return input;
  }

  /**
   * What the node computed.
   *
   * @return its first output
   */
  public Operand<T> output() {
    return output;
  }

  /**
   * The gradient, or relevance, that arrives from above.
   *
   * @return of the output's shape
   */
  public Operand<T> upstreamGradient() {
    return upstreamGradient;
  }

  /**
   * A number that is fed at every run.
   *
   * @param name one of the rule's {@link GradientRule#parameters()}
   * @return a scalar
   * @throws IllegalArgumentException if the rule did not declare it
   */
  public Operand<TFloat64> parameter(String name) {
    Operand<TFloat64> parameter = parameters.get(name);
    checkArgument(
        parameter != null, "The parameter '%s' is not among %s.", name, parameters.keySet());
    return parameter;
  }

  /**
   * An attribute of the node, such as {@code strides} or {@code padding}.
   *
   * @param name the attribute's name in the op's definition
   * @return its value
   * @throws IllegalArgumentException if the node has no such attribute
   */
  public AttrValue attribute(String name) {
    return node.getAttrOrThrow(name);
  }
}
