package io.github.tfsaliency.engine.marker;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.canonical.LinearPart;
import io.github.tfsaliency.canonical.LinearPart.Pointwise;
import io.github.tfsaliency.channels.WeightLayout;
import io.github.tfsaliency.engine.forward.ForwardCopy;
import io.github.tfsaliency.gradient.LinearMap;
import io.github.tfsaliency.gradient.WeightPart;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.opgradient.AffineOp;
import io.github.tfsaliency.opgradient.LinearOp;
import io.github.tfsaliency.opgradient.OpNode;
import io.github.tfsaliency.opgradient.ValueMover;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.family.TNumber;

/** A linear layer of the model, computed by copies of its own nodes. */
final class MarkerLinearMap<T extends TNumber> implements LinearMap<T> {
  private final Ops tf;
  private final ForwardCopy forward;
  private final LinearPart part;
  private final Operand<T> input;
  private final ImmutableMap<WeightPart, Operand<T>> parts;

  MarkerLinearMap(
      Ops tf,
      ForwardCopy forward,
      LinearPart part,
      Operand<T> input,
      ImmutableMap<WeightPart, Operand<T>> parts) {
    this.tf = tf;
    this.forward = forward;
    this.part = part;
    this.input = input;
    this.parts = parts;
  }

  @Override
  public boolean hasNonNegativeInput() {
    return part.nonNegativeInput();
  }

  @Override
  public Operand<T> weights() {
    return cast(weights(tf, forward, part));
  }

  @Override
  public Operand<T> weights(WeightPart which) {
    Operand<T> weights = parts.get(which);
    if (weights == null) {
      throw new IllegalArgumentException(
          Message.of("The weights' part %s is not among %s.", which, parts.keySet()));
    }
    return weights;
  }

  @Override
  public Optional<Operand<T>> bias() {
    @Nullable Operand<?> sum = offset();
    for (LinearPart.Bias bias : part.biases()) {
      Operand<?> value = forward.input(bias.value());
      Operand<?> signed = bias.negative() ? op("Neg", value) : value;
      sum = sum == null ? signed : op("AddV2", sum, signed);
    }
    return Optional.ofNullable(sum).map(this::cast);
  }

  @Override
  public Operand<T> apply(Operand<T> values, Operand<T> weights) {
    Operand<?> current = values;
    for (LinearPart.Step step : part.before()) {
      if (!step.affine()) {
        current = ValueMover.apply(node(step.node()), current);
      }
    }
    return cast(behind(LinearOp.apply(node(part.node()), part.roles(), current, weights)));
  }

  @Override
  public Operand<T> transposed(Operand<T> upstream, Operand<T> weights) {
    Operand<?> current = upstream;
    for (NodeDef mover : part.after().reverse()) {
      current = ValueMover.transposed(node(mover), current);
    }
    OpNode product = node(part.node());
    @Nullable Pointwise matrix = part.pointwise().orElse(null);
    current =
        matrix == null
            ? LinearOp.transposed(product, part.roles(), weights, current)
            : LinearOp.transposedPointwise(
                product, weights, current, matrix.rows(), matrix.columns());
    for (LinearPart.Step step : part.before().reverse()) {
      if (!step.affine()) {
        current = ValueMover.transposed(node(step.node()), current);
      }
    }
    return cast(current);
  }

  @Override
  public Operand<T> apply(Operand<T> values, Operand<T> weights, Operand<T> multiple) {
    return sharesWeights()
        ? apply(values, tf.math.mul(multiple, weights))
        : tf.math.mul(multiple, apply(values, weights));
  }

  @Override
  public Operand<T> transposed(Operand<T> upstream, Operand<T> weights, Operand<T> multiple) {
    return sharesWeights()
        ? transposed(upstream, tf.math.mul(multiple, weights))
        : tf.math.mul(multiple, transposed(upstream, weights));
  }

  @Override
  public Operand<T> transposedSum(
      Operand<T> upstream, Operand<T> weights, Operand<T> others, Operand<T> multiple) {
    return sharesWeights()
        ? transposed(upstream, tf.math.add(weights, tf.math.mul(multiple, others)))
        : tf.math.add(transposed(upstream, weights), transposed(upstream, others, multiple));
  }

  private boolean sharesWeights() {
    return LinearOp.isConvolution(part.node().getOp());
  }

  /** What an input of zeros gives: the additions of the affine steps, seen through the weights. */
  private @Nullable Operand<?> offset() {
    if (!part.isAffine()) {
      return null;
    }
    Operand<?> current = op("ZerosLike", input);
    for (LinearPart.Step step : part.before()) {
      current =
          step.affine()
              ? AffineOp.apply(node(step.node()), step.data(), current)
              : ValueMover.apply(node(step.node()), current);
    }
    Operand<?> own = forward.input(part.weights());
    return behind(LinearOp.apply(node(part.node()), part.roles(), current, own));
  }

  private Operand<?> behind(Operand<?> product) {
    Operand<?> current = product;
    for (NodeDef mover : part.after()) {
      current = ValueMover.apply(node(mover), current);
    }
    return current;
  }

  /** The weights with the scales of the affine steps. */
  static Operand<?> weights(Ops tf, ForwardCopy forward, LinearPart part) {
    Operand<?> weights = forward.input(part.weights());
    for (LinearPart.Step step : part.before()) {
      @Nullable Operand<?> scale =
          step.affine() ? AffineOp.scale(forward.node(tf, step.node()), step.data()) : null;
      if (scale != null) {
        weights = scaled(tf, weights, scale, part);
      }
    }
    return weights;
  }

  @SuppressWarnings("unchecked") // weights and scales are numbers
  private static Operand<?> scaled(Ops tf, Operand<?> weights, Operand<?> scale, LinearPart part) {
    int[] shape =
        WeightLayout.of(part.node(), part.roles()).orElseThrow().stream()
            .mapToInt(Integer::intValue)
            .toArray();
    Operand<TNumber> typed = (Operand<TNumber>) weights;
    Operand<TNumber> vector = tf.dtypes.cast((Operand<TNumber>) scale, typed.type());
    return tf.math.mul(typed, tf.reshape(vector, tf.array(shape)));
  }

  private OpNode node(NodeDef node) {
    return forward.node(tf, node);
  }

  private Operand<?> op(String name, Operand<?>... operands) {
    var builder = tf.scope().opBuilder(name, name);
    for (Operand<?> operand : operands) {
      builder.addInput(operand.asOutput());
    }
    return builder.build().output(0);
  }

  @SuppressWarnings("unchecked") // after a cast it is of that type
  private Operand<T> cast(Operand<?> operand) {
    return operand.asOutput().dataType() == input.asOutput().dataType()
        ? (Operand<T>) operand
        : tf.dtypes.cast((Operand<TNumber>) operand, input.type());
  }
}
