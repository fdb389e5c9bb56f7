package io.github.tfsaliency.engine.marker;

import static io.github.tfsaliency.message.Checks.checkState;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.gradient.LinearMap;
import io.github.tfsaliency.gradient.MarkedNode;
import io.github.tfsaliency.gradient.NextActivation;
import io.github.tfsaliency.gradient.Parameter;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;

/** A node behind its marker: what arrives there, and what the forward pass computed. */
final class MarkerNode<T extends TNumber> implements MarkedNode<T> {
  private final Ops tf;
  private final MarkerSite site;
  private final int place;
  private final Operand<T> input;
  private final Operand<T> output;
  private final Operand<T> upstreamGradient;
  private final ImmutableMap<String, Operand<TFloat64>> parameters;
  private final boolean onGpu;
  private final Optional<LinearMap<T>> linear;
  private final Optional<Reference<T>> reference;
  private final Optional<NextActivation<T>> next;

  /**
   * What the node's input and output are for the reference.
   *
   * @param input of the input's shape, or of one sample
   * @param output of the output's shape, or of one sample
   * @param <T> the model's floating-point type
   */
  record Reference<T extends TNumber>(Operand<T> input, Operand<T> output) {}

  MarkerNode(
      Ops tf,
      MarkerSite site,
      int place,
      Operand<T> input,
      Operand<T> output,
      Operand<T> upstreamGradient,
      ImmutableMap<String, Operand<TFloat64>> parameters,
      boolean onGpu,
      Optional<LinearMap<T>> linear,
      Optional<Reference<T>> reference,
      Optional<NextActivation<T>> next) {
    this.tf = tf;
    this.site = site;
    this.place = place;
    this.input = input;
    this.output = output;
    this.upstreamGradient = upstreamGradient;
    this.parameters = parameters;
    this.onGpu = onGpu;
    this.linear = linear;
    this.reference = reference;
    this.next = next;
  }

  @Override
  public Ops tf() {
    return tf;
  }

  @Override
  public String name() {
    return site.node().getName();
  }

  @Override
  public String op() {
    return site.node().getOp();
  }

  @Override
  public boolean isOnGpu() {
    return onGpu;
  }

  @Override
  public Operand<T> input() {
    return input;
  }

  @Override
  public boolean isGated() {
    return site.inputs().size() == 2 && site.gates().size() == 1;
  }

  @Override
  public boolean isGate() {
    return isGated() && place >= 0 && site.gates().contains(site.inputs().get(place));
  }

  @Override
  public boolean isIrrelevantBelowZero() {
    return site.irrelevantBelowZero();
  }

  @Override
  public Operand<T> output() {
    return output;
  }

  @Override
  public Operand<T> upstreamGradient() {
    return upstreamGradient;
  }

  @Override
  public Operand<TFloat64> parameter(Parameter parameter) {
    return requireNonNull(parameters.get(site.fedName(site.components().name(parameter))));
  }

  @Override
  public Operand<T> value(Parameter parameter) {
    return tf.dtypes.cast(parameter(parameter), output.type());
  }

  @Override
  public AttrValue attribute(String name) {
    return site.node().getAttrOrThrow(name);
  }

  @Override
  public LinearMap<T> linear() {
    checkState(
        linear.isPresent(),
        "The rule '%s' supports only linear layers, but '%s' (op '%s') is none.",
        site.rule().id(),
        name(),
        op());
    return linear.get();
  }

  @Override
  public NextActivation<T> nextActivation() {
    checkState(
        next.isPresent(),
        "The rule '%s' did not declare that it reads the activation after a layer.",
        site.rule().id());
    return next.get();
  }

  @Override
  public Operand<T> referenceInput() {
    return reference().input();
  }

  @Override
  public Operand<T> referenceOutput() {
    return reference().output();
  }

  private Reference<T> reference() {
    checkState(
        reference.isPresent(),
        "The rule '%s' did not declare that it uses a reference.",
        site.rule().id());
    return reference.get();
  }
}
