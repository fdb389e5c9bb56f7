package io.github.tfsaliency.gradient;

import static io.github.tfsaliency.message.Checks.checkState;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import java.util.Optional;
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
public final class MarkedNode<T extends TNumber> {
  private final Ops tf;
  private final MarkerSite site;
  private final int place;
  private final Operand<T> input;
  private final Operand<T> output;
  private final Operand<T> upstreamGradient;
  private final ImmutableMap<String, Operand<TFloat64>> parameters;
  private final Optional<LinearMap<T>> linear;
  private final Optional<Reference<T>> reference;

  /**
   * What the node's input and output are for the reference.
   *
   * @param input of the input's shape, or of one sample
   * @param output of the output's shape, or of one sample
   * @param <T> the model's floating-point type
   */
  record Reference<T extends TNumber>(Operand<T> input, Operand<T> output) {}

  MarkedNode(
      Ops tf,
      MarkerSite site,
      int place,
      Operand<T> input,
      Operand<T> output,
      Operand<T> upstreamGradient,
      ImmutableMap<String, Operand<TFloat64>> parameters,
      Optional<LinearMap<T>> linear,
      Optional<Reference<T>> reference) {
    this.tf = tf;
    this.site = site;
    this.place = place;
    this.input = input;
    this.output = output;
    this.upstreamGradient = upstreamGradient;
    this.parameters = parameters;
    this.linear = linear;
    this.reference = reference;
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
    return site.node().getName();
  }

  /**
   * The node's op.
   *
   * @return for example {@code Relu}
   */
  public String op() {
    return site.node().getOp();
  }

  /**
   * What the node reads.
   *
   * @return its first input; where the rule stands ahead of the derivative, the node's output;
   *     behind the derivative, the input at hand
   */
  public Operand<T> input() {
    return input;
  }

  /**
   * Whether the node multiplies a signal by a gate, as in LSTM and GRU: by a sigmoid, or by 1 less
   * one.
   *
   * @return false where both factors are gates, or none is
   */
  public boolean isGated() {
    return site.inputs().size() == 2 && site.gates().size() == 1;
  }

  /**
   * Behind the derivative, whether the input at hand is that gate.
   *
   * @return false at the signal, and where the node has no gate
   */
  public boolean isGate() {
    return isGated() && place >= 0 && site.gates().contains(site.inputs().get(place));
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
   * @param parameter a component of the rule itself
   * @return a scalar
   * @throws IllegalArgumentException if it is none
   */
  public Operand<TFloat64> parameter(Parameter parameter) {
    return requireNonNull(parameters.get(site.fedName(site.components().name(parameter))));
  }

  /**
   * A number that is fed at every run, in the type of the model.
   *
   * @param parameter a component of the rule itself
   * @return a scalar
   * @throws IllegalArgumentException if it is none
   */
  public Operand<T> value(Parameter parameter) {
    return tf.dtypes.cast(parameter(parameter), output.type());
  }

  /**
   * An attribute of the node, such as {@code strides} or {@code padding}.
   *
   * @param name the attribute's name in the op's definition
   * @return its value
   * @throws IllegalArgumentException if the node has no such attribute
   */
  public AttrValue attribute(String name) {
    return site.node().getAttrOrThrow(name);
  }

  /**
   * The layer, to be applied to other values and weights.
   *
   * @return the map
   * @throws IllegalStateException if the rule stands at something else than a linear layer
   */
  public LinearMap<T> linear() {
    checkState(
        linear.isPresent(),
        "The rule '%s' is for linear layers, but '%s' (op '%s') is none.",
        site.rule().id(),
        name(),
        op());
    return linear.get();
  }

  /**
   * What the node reads when the model is given the reference.
   *
   * @return of the shape of {@link #input()}, or of one sample
   * @throws IllegalStateException if the rule did not say that it {@linkplain
   *     GradientRule#usesReference() uses} it
   */
  public Operand<T> referenceInput() {
    return reference().input();
  }

  /**
   * What the node computes when the model is given the reference.
   *
   * @return of the shape of {@link #output()}, or of one sample
   * @throws IllegalStateException as {@link #referenceInput()}
   */
  public Operand<T> referenceOutput() {
    return reference().output();
  }

  private Reference<T> reference() {
    checkState(
        reference.isPresent(),
        "The rule '%s' did not say that it uses a reference.",
        site.rule().id());
    return reference.get();
  }
}
