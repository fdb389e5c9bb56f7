package io.github.tfsaliency.engine.marker;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.deadline.Deadline;
import io.github.tfsaliency.engine.forward.ForwardCopy;
import io.github.tfsaliency.gradient.Ahead;
import io.github.tfsaliency.gradient.Around;
import io.github.tfsaliency.gradient.MarkedNode;
import io.github.tfsaliency.gradient.Replaces;
import io.github.tfsaliency.gradient.WeightPart;
import io.github.tfsaliency.message.Message;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;

/**
 * Lets the rule at one site compute the gradients of its markers.
 *
 * <p>In half precision a stabilizer of 1e-6 would vanish, so the rules of layers compute in
 * float32.
 */
public final class RuleGradient {
  private static final ImmutableSet<DataType> HALVES =
      ImmutableSet.of(DataType.DT_HALF, DataType.DT_BFLOAT16);

  private final MarkerSite site;
  private final ForwardCopy forward;
  private final Optional<ForwardCopy> reference;
  private final ImmutableMap<WeightPart, Output<?>> parts;
  private final ImmutableMap<String, Operand<TFloat64>> parameters;
  private final boolean onGpu;

  /** All, by the node that gives the site its name. */
  private final Map<String, RuleGradient> byNode;

  /** What had arrived at the output, for the way behind the derivative. */
  private @Nullable Operand<?> arrived;

  private RuleGradient(
      MarkerSite site,
      ForwardCopy forward,
      Optional<ForwardCopy> reference,
      ImmutableMap<WeightPart, Output<?>> parts,
      ImmutableMap<String, Operand<TFloat64>> parameters,
      boolean onGpu,
      Map<String, RuleGradient> byNode) {
    this.site = site;
    this.forward = forward;
    this.reference = reference;
    this.parts = parts;
    this.parameters = parameters;
    this.onGpu = onGpu;
    this.byNode = byNode;
  }

  /** The gradients of all markers, by their names in the graph. */
  public static ImmutableMap<String, GradientRegistration.MarkerGradient> of(
      MarkerInsertion marked,
      ForwardCopy forward,
      Optional<ForwardCopy> reference,
      SplitWeights weights,
      Ops tf,
      ImmutableMap<String, Operand<TFloat64>> parameters,
      boolean onGpu) {
    Map<String, RuleGradient> byNode = new HashMap<>();
    ImmutableMap.Builder<String, GradientRegistration.MarkerGradient> gradients =
        ImmutableMap.builder();
    marked
        .markers()
        .forEach(
            (name, marker) -> {
              RuleGradient gradient =
                  byNode.computeIfAbsent(
                      marker.site().node().getName(),
                      any ->
                          new RuleGradient(
                              marker.site(),
                              forward,
                              reference,
                              weights.of(marker.site(), forward, tf),
                              parameters,
                              onGpu,
                              byNode));
              gradients.put(
                  forward.prefix() + name,
                  marker.input() < 0
                      ? gradient::ofOutput
                      : (within, identity, upstream) ->
                          gradient.ofInput(marker.input(), within, identity, upstream));
            });
    return gradients.buildOrThrow();
  }

  private List<Operand<?>> ofOutput(Ops tf, GraphOperation identity, List<Output<?>> upstream) {
    Deadline.current().check();
    Operand<?> gradient = upstream.get(0);
    arrived = gradient;
    Operand<?> output = identity.input(0);
    if (site.rule() instanceof Replaces replaces) {
      Operand<?> input = identity.input(1);
      // The stopped branch needs some gradient; its value is never computed.
      return List.of(
          gradient,
          computed(tf, () -> replaces.backward(node(tf, -1, input, output, gradient)), input));
    }
    MarkedNode<TNumber> node = node(tf, -1, output, output, gradient);
    return List.of(
        computed(
            tf,
            () ->
                divided(
                    tf,
                    site.rule() instanceof Around around
                        ? around.ahead(node)
                        : ((Ahead) site.rule()).ahead(node)),
            output));
  }

  private List<Operand<?>> ofInput(
      int place, Ops tf, GraphOperation identity, List<Output<?>> upstream) {
    Output<?> derivative = upstream.get(0);
    if (arrived == null || derivative.index() < 0) {
      return List.of(tf.zerosLike(identity.input(0)));
    }
    Operand<?> input = identity.input(0);
    MarkedNode<TNumber> node = node(tf, place, input, forward.tensor(site.output()), arrived);
    return List.of(
        computed(tf, () -> ((Around) site.rule()).behind(node, wide(tf, derivative)), input));
  }

  /** What the rule computes, in the type of the tensor whose gradient it is. */
  private Operand<?> computed(Ops tf, Supplier<Operand<TNumber>> rule, Operand<?> wanted) {
    try {
      Operand<?> gradient = typed(tf, rule.get(), wanted);
      GradientRegistration.afterwards(
          () -> requireSameShape(gradient.asOutput().shape(), wanted.asOutput().shape()));
      return gradient;
    } catch (IllegalArgumentException
        | IllegalStateException
        | IndexOutOfBoundsException
        | NullPointerException e) {
      // What TensorFlow refuses may be the model's fault.
      if (e.getClass().getName().startsWith("org.tensorflow.")) {
        throw e;
      }
      throw new SaliencyException(
          Message.of(
              "The rule %s (class '%s') fails: %s, at the node '%s' (op '%s').\n"
                  + "Maybe the rule does not support such a layer, or has a bug.",
              site.rule().toString(),
              site.rule().getClass().getName(),
              Message.reason(e),
              site.node().getName(),
              site.node().getOp()),
          e);
    }
  }

  /** A gradient of another shape would be a map of that shape, or be broadcast without a word. */
  private void requireSameShape(Shape gradient, Shape wanted) {
    if (!gradient.isCompatibleWith(wanted)) {
      throw new SaliencyException(
          Message.of(
              "The rule %s (class '%s') gives a gradient of shape %s for values of shape %s, at the"
                  + " node '%s' (op '%s').\n"
                  + "Maybe the rule does not support such a layer, or has a bug.",
              site.rule().toString(),
              site.rule().getClass().getName(),
              gradient.toString(),
              wanted.toString(),
              site.node().getName(),
              site.node().getOp()));
    }
  }

  /** In the type of the tensor whose gradient it is. */
  @SuppressWarnings("unchecked") // a marker's tensors are numbers
  private static Operand<?> typed(Ops tf, Operand<TNumber> result, Operand<?> wanted) {
    return result.asOutput().dataType() == wanted.asOutput().dataType()
        ? result
        : tf.dtypes.cast(result, ((Operand<TNumber>) wanted).type());
  }

  private MarkedNode<TNumber> node(
      Ops tf, int place, Operand<?> input, Operand<?> output, Operand<?> upstream) {
    boolean ofOutput = input.asOutput().equals(output.asOutput());
    Operand<TNumber> read = ofOutput ? divided(tf, wide(tf, input)) : wide(tf, input);
    return new MarkerNode<>(
        tf,
        site,
        place,
        read,
        divided(tf, wide(tf, output)),
        multiplied(tf, wide(tf, upstream)),
        parameters,
        onGpu,
        site.linear()
            .map(
                part ->
                    new MarkerLinearMap<>(
                        tf,
                        forward,
                        part,
                        read,
                        ImmutableMap.copyOf(
                            Maps.transformValues(parts, weights -> wide(tf, weights))))),
        reference
            .filter(any -> site.rule().usesReference())
            .map(
                copy ->
                    new MarkerNode.Reference<>(
                        wide(tf, copy.tensor(site.inputs().get(0))),
                        divided(tf, wide(tf, copy.tensor(site.output()))))),
        site.next().map(next -> new MarkerActivation<>(tf, forward, next, arrivedAt(tf, next))));
  }

  /** An activation is reached before the layer that it alone reads. */
  private Operand<TNumber> arrivedAt(Ops tf, FollowingActivation next) {
    RuleGradient activation = requireNonNull(byNode.get(next.name()), next.name());
    return wide(tf, requireNonNull(activation.arrived, next.name()));
  }

  /** The rule's value of what the model has a multiple of. */
  private Operand<TNumber> divided(Ops tf, Operand<TNumber> multiple) {
    return site.factor() == 1
        ? multiple
        : tf.math.div(multiple, tf.dtypes.cast(tf.constant(site.factor()), multiple.type()));
  }

  /** The gradient of the rule's value, from that of the multiple. */
  private Operand<TNumber> multiplied(Ops tf, Operand<TNumber> gradient) {
    return site.factor() == 1
        ? gradient
        : tf.math.mul(gradient, tf.dtypes.cast(tf.constant(site.factor()), gradient.type()));
  }

  @SuppressWarnings("unchecked") // after the cast all share one type
  private Operand<TNumber> wide(Ops tf, Operand<?> operand) {
    boolean half = site.layer() && HALVES.contains(operand.asOutput().dataType());
    Operand<?> wide = half ? tf.dtypes.cast((Operand<TNumber>) operand, TFloat32.class) : operand;
    return (Operand<TNumber>) wide;
  }
}
