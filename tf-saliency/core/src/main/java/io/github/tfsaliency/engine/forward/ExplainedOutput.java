package io.github.tfsaliency.engine.forward;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.engine.run.FedTensors;
import io.github.tfsaliency.explain.Scores;
import io.github.tfsaliency.gradient.DynamicShape;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.graph.InferenceGraph;
import java.util.Collections;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gather;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * The explained elements of the output, and the start of the backward pass.
 *
 * @param tf the builder
 * @param ending what the output is made of, where it is not the model's own
 * @param target the fed class indices {@code [N]}, -1 for the largest score
 * @param weights what each output counts for {@code [N, outputs]}: the one-hot of the target,
 *     unless it is fed
 * @param chosen the explained indices {@code [N]}
 * @param existing the same, bounded by the number of outputs
 * @param score the explained outputs {@code [N]}
 * @param weightedScore the weighted sums of the outputs {@code [N]}
 * @param shape the output's, as far as it is fixed
 * @param outputs how many values a sample's output has, a scalar
 * @param start what each output starts with {@code [N, outputs]}
 * @param seed the same in the output's shape
 */
public record ExplainedOutput(
    Ops tf,
    Ending ending,
    Operand<TInt64> target,
    Operand<TFloat32> weights,
    Operand<TInt64> chosen,
    Operand<TInt64> existing,
    Operand<TFloat64> score,
    Operand<TFloat64> weightedScore,
    Shape shape,
    Operand<TInt32> outputs,
    Operand<TNumber> start,
    Operand<TNumber> seed) {

  public static ExplainedOutput of(
      Ops tf,
      Ending ending,
      Output<TNumber> output,
      Optional<Output<TNumber>> reference,
      ModifiedGradient.Seed seed,
      ImmutableMap<String, Operand<TFloat64>> parameters) {
    Operand<TNumber> flat = DynamicShape.perSample(tf, output);
    Placeholder<TInt64> target = tf.placeholder(TInt64.class, Placeholder.shape(Shape.of(-1)));
    Operand<TInt64> chosen =
        tf.select(
            tf.math.less(target, tf.constant(0L)), tf.math.argMax(flat, tf.constant(1)), target);
    Operand<TInt32> outputs = DynamicShape.size(tf, flat, 1);
    // A target that does not exist is refused after the run; until then it must not stop the
    // gather.
    Operand<TInt64> existing =
        tf.math.minimum(
            chosen, tf.math.sub(tf.dtypes.cast(outputs, TInt64.class), tf.constant(1L)));
    Operand<TNumber> score =
        tf.gather(
            flat, tf.expandDims(existing, tf.constant(1)), tf.constant(1), Gather.batchDims(1L));
    Operand<TFloat32> weights = oneHot(tf, chosen, outputs);
    Optional<DividedScore> divided =
        ending.isDivided()
            ? Optional.of(
                divided(
                    tf,
                    ending,
                    flat,
                    weights,
                    reference.map(values -> DynamicShape.perSample(tf, values))))
            : Optional.empty();
    Operand<TNumber> start =
        switch (seed) {
          case ONE ->
              divided.isPresent()
                  ? tf.dtypes.cast(divided.get().derivative(), flat.type())
                  : tf.dtypes.cast(weights, flat.type());
          case ONE_BY_LENGTH ->
              divided.isPresent()
                  ? tf.dtypes.cast(divided.get().partial(), flat.type())
                  : tf.dtypes.cast(weights, flat.type());
          case SCORE ->
              divided.isPresent()
                  ? tf.dtypes.cast(divided.get().terms(), flat.type())
                  : times(tf, weights, flat);
          case CONTRAST ->
              times(
                  tf,
                  tf.math.sub(weights, oneHot(tf, other(tf, flat, chosen, parameters), outputs)),
                  flat);
        };
    return new ExplainedOutput(
        tf,
        ending,
        target,
        weights,
        chosen,
        existing,
        tf.dtypes.cast(tf.reshape(score, tf.array(-1)), TFloat64.class),
        divided.map(DividedScore::score).orElseGet(() -> weightedSum(tf, flat, weights)),
        output.shape(),
        outputs,
        start,
        tf.reshape(start, tf.shape(output)));
  }

  /** What the way back starts with, all together {@code [N]}. */
  public Operand<TFloat64> startSum() {
    return tf.reduceSum(tf.dtypes.cast(start, TFloat64.class), tf.constant(1));
  }

  /** How far the score is above that of a reference, of which there may be one for all samples. */
  public Operand<TFloat64> above(Output<TNumber> referenceOutput) {
    Operand<TNumber> values = DynamicShape.perSample(tf, referenceOutput);
    return tf.math.sub(
        weightedScore,
        ending.isDivided()
            ? divided(tf, ending, values, weights, Optional.empty()).score()
            : weightedSum(tf, values, weights));
  }

  private static DividedScore divided(
      Ops tf,
      Ending ending,
      Operand<TNumber> values,
      Operand<TFloat32> weights,
      Optional<Operand<TNumber>> reference) {
    return DividedScore.of(
        tf,
        ending,
        tf.dtypes.cast(values, TFloat64.class),
        tf.dtypes.cast(weights, TFloat64.class),
        reference.map(from -> tf.dtypes.cast(from, TFloat64.class)));
  }

  /** The class to compare with: the one that is fed, or the best one but the target. */
  private static Operand<TInt64> other(
      Ops tf,
      Operand<TNumber> flat,
      Operand<TInt64> chosen,
      ImmutableMap<String, Operand<TFloat64>> parameters) {
    Operand<TInt64> fed =
        tf.broadcastTo(
            tf.dtypes.cast(requireNonNull(parameters.get(ModifiedGradient.CONTRAST)), TInt64.class),
            tf.shape(chosen));
    Operand<TFloat32> excluded =
        tf.oneHot(
            chosen,
            DynamicShape.size(tf, flat, 1),
            tf.constant(Float.NEGATIVE_INFINITY),
            tf.constant(0f));
    Operand<TInt64> best =
        tf.math.argMax(tf.math.add(tf.dtypes.cast(flat, TFloat32.class), excluded), tf.constant(1));
    return tf.select(tf.math.less(fed, tf.constant(0L)), best, fed);
  }

  private static Operand<TFloat32> oneHot(
      Ops tf, Operand<TInt64> indices, Operand<TInt32> outputs) {
    return tf.oneHot(indices, outputs, tf.constant(1f), tf.constant(0f));
  }

  private static Operand<TNumber> times(
      Ops tf, Operand<TFloat32> weights, Operand<TNumber> values) {
    return tf.math.mul(tf.dtypes.cast(weights, values.type()), values);
  }

  private static Operand<TFloat64> weightedSum(
      Ops tf, Operand<TNumber> flat, Operand<TFloat32> weights) {
    return tf.reduceSum(
        tf.math.mul(tf.dtypes.cast(flat, TFloat64.class), tf.dtypes.cast(weights, TFloat64.class)),
        tf.constant(1));
  }

  /** Feeds what is explained of each sample. */
  public void feed(FedTensors fed, ResolvedTargets targets, InferenceGraph model) {
    if (targets.weights().isPresent()) {
      requireOutputs(targets.weights().get(), model);
      fed.feed(weights, targets.weights().get());
    } else {
      fed.take(target, TInt64.vectorOf(targets.indices().toArray()));
    }
  }

  /** Asks for what {@link #read} reads, behind whatever else was asked for. */
  public void fetch(Session.Runner runner, ResolvedTargets targets) {
    runner.fetch(outputs);
    if (targets.weights().isPresent()) {
      runner.fetch(weightedScore);
    } else {
      runner.fetch(score).fetch(chosen);
    }
  }

  /**
   * What was explained, and its scores.
   *
   * @param first the index of the first of the tensors of {@link #fetch}
   * @throws IllegalArgumentException if a target does not exist
   */
  public Scores read(Result result, int first, ResolvedTargets asked, InferenceGraph model) {
    int values = ((TInt32) result.get(first)).getInt();
    for (int i = 0; i < asked.sampleCount(); i++) {
      requireExists(asked.indices().get(i), values, model);
    }
    return new Scores(
        asked.weights().isPresent()
            ? ImmutableLongArray.copyOf(Collections.nCopies(asked.sampleCount(), Target.TOP))
            : FedTensors.longs(result, first + 2),
        FedTensors.doubles(result, first + 1));
  }

  /** The number of values a sample has, from the tensors of {@link #fetch}. */
  public static int outputs(Result result, int first) {
    return ((TInt32) result.get(first)).getInt();
  }

  /** Refuses a class that the output does not have. */
  public static void requireExists(long target, int values, InferenceGraph model) {
    checkArgument(
        target < values,
        "The class index %s is out of range: the output '%s' of the model '%s' has %s values per"
            + " sample, from 0.",
        target,
        model.outputName(),
        model.directory(),
        values);
  }

  /** Custom weights may have another size; TensorFlow would say so less clearly. */
  private void requireOutputs(FloatNdArray given, InferenceGraph model) {
    boolean fixed =
        !shape.isUnknown() && shape.numDimensions() > 0 && !shape.tail().hasUnknownDimension();
    checkArgument(
        !fixed || shape.tail().size() == given.shape().get(1),
        "There are %s weights for the output '%s' of the model '%s', which has %s values per"
            + " sample.",
        given.shape().get(1),
        model.outputName(),
        model.directory(),
        fixed ? shape.tail().size() : -1);
  }
}
