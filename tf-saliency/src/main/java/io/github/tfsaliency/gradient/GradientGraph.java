package io.github.tfsaliency.gradient;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.attribution.NonFiniteValueException;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.graph.InferenceGraph;
import java.util.Collections;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * A marked copy of the forward nodes and its gradient, ready to run as often as wanted from any
 * thread.
 *
 * @param model what it explains
 * @param session where it runs; owned by the {@link InferenceSession}
 * @param inputs the fed placeholders {@code [N, ...]}, by the input's name
 * @param referenceInputs what the reference is fed to, if a rule compares with one
 * @param explained what is explained of the output
 * @param parameters the fed numbers of the rules
 * @param maps the results, by the input's name
 * @param gap what a sample's maps sum to, less what they should {@code [N]}, where theory says so
 * @param finite whether the maps are free of NaN and infinity
 */
record GradientGraph(
    InferenceGraph model,
    Session session,
    ImmutableMap<String, Operand<TFloat32>> inputs,
    ImmutableMap<String, Operand<TFloat32>> referenceInputs,
    ExplainedOutput explained,
    ImmutableMap<String, Operand<TFloat64>> parameters,
    ImmutableMap<String, Operand<TFloat32>> maps,
    Optional<Operand<TFloat64>> gap,
    Operand<TBool> finite) {

  /** Feeds a batch and fetches its maps. */
  GradientResult run(GradientCall call) {
    ResolvedTargets targets = call.targets();
    try (FedTensors fed = new FedTensors(session.runner())) {
      feed(fed, call);
      Session.Runner runner = fed.runner();
      maps.values().forEach(runner::fetch);
      runner.fetch(finite).fetch(explained.outputs());
      gap.ifPresent(runner::fetch);
      if (targets.weights().isPresent()) {
        runner.fetch(explained.weightedScore());
      } else {
        runner.fetch(explained.score()).fetch(explained.chosen());
      }
      try (Result result = fed.run(() -> what(call.batch(), targets))) {
        return read(result, call);
      }
    }
  }

  private static String what(Batch batch, ResolvedTargets targets) {
    return String.format(
        "the map of an input of shape %s for the targets %s", batch.shapes(), targets.indices());
  }

  /** Under which all its nodes lie, with a slash at the end. */
  String scope() {
    String name = explained.target().asOutput().op().name();
    return name.substring(0, name.indexOf('/') + 1);
  }

  /** Feeds everything that the maps depend on. */
  void feed(FedTensors fed, GradientCall call) {
    feed(fed, inputs, call.batch());
    call.reference().ifPresent(reference -> feed(fed, referenceInputs, reference));
    ResolvedTargets targets = call.targets();
    parameters.forEach(
        (name, parameter) ->
            fed.take(parameter, TFloat64.scalarOf(requireNonNull(call.numbers().get(name), name))));
    if (targets.weights().isPresent()) {
      requireOutputs(targets.weights().get());
      fed.feed(explained.weights(), targets.weights().get());
    } else {
      fed.take(explained.target(), TInt64.vectorOf(targets.indices().toArray()));
    }
  }

  private static void feed(
      FedTensors fed, ImmutableMap<String, Operand<TFloat32>> inputs, Batch batch) {
    inputs.forEach((name, input) -> fed.feed(input, requireNonNull(batch.inputs().get(name))));
  }

  private GradientResult read(Result result, GradientCall call) {
    ResolvedTargets targets = call.targets();
    int next = maps.size();
    boolean allFinite = ((TBool) result.get(next++)).getBoolean();
    requireTargetsExist(call, ((TInt32) result.get(next++)).getInt());
    Optional<ImmutableDoubleArray> gaps = Optional.empty();
    if (gap.isPresent()) {
      gaps = Optional.of(doubles((TFloat64) result.get(next++)));
    }
    ImmutableDoubleArray scores = doubles((TFloat64) result.get(next++));
    allFinite &= scores.stream().allMatch(Double::isFinite);
    if (!allFinite) {
      throw new NonFiniteValueException(
          "The map or the score contains NaN or infinity, although the weights and the input do"
              + " not.\n"
              + "Maybe the input is far outside the range that the model expects, or the gradient"
              + " overflows half precision.");
    }
    ImmutableMap.Builder<String, FloatNdArray> values = ImmutableMap.builder();
    int index = 0;
    for (String name : maps.keySet()) {
      values.put(name, FedTensors.copy(result, index++));
    }
    return new GradientResult(
        values.buildOrThrow(),
        targets.weights().isPresent()
            ? ImmutableLongArray.copyOf(Collections.nCopies(targets.sampleCount(), Target.TOP))
            : longs((TInt64) result.get(next)),
        scores,
        gaps);
  }

  private static ImmutableDoubleArray doubles(TFloat64 tensor) {
    ImmutableDoubleArray.Builder values = ImmutableDoubleArray.builder();
    tensor.scalars().forEach(value -> values.add(value.getDouble()));
    return values.build();
  }

  private static ImmutableLongArray longs(TInt64 tensor) {
    ImmutableLongArray.Builder values = ImmutableLongArray.builder();
    tensor.scalars().forEach(value -> values.add(value.getLong()));
    return values.build();
  }

  private void requireTargetsExist(GradientCall call, int values) {
    ResolvedTargets targets = call.targets();
    for (int i = 0; i < targets.sampleCount(); i++) {
      requireExists(targets.indices().get(i), values);
    }
    requireExists(call.numbers().getOrDefault(ModifiedGradient.CONTRAST, -1.0).longValue(), values);
  }

  private void requireExists(long target, int values) {
    checkArgument(
        target < values,
        "The class index %s is out of range: the output '%s' of the model '%s' has %s values a"
            + " sample, from 0.",
        target,
        model.outputName(),
        model.directory(),
        values);
  }

  /** Weights of one's own may be of another size; TensorFlow would say so less clearly. */
  private void requireOutputs(FloatNdArray weights) {
    Shape shape = explained.shape();
    boolean fixed =
        !shape.isUnknown() && shape.numDimensions() > 0 && !shape.tail().hasUnknownDimension();
    checkArgument(
        !fixed || shape.tail().size() == weights.shape().get(1),
        "There are %s weights for the output '%s' of the model '%s', which has %s values a sample.",
        weights.shape().get(1),
        model.outputName(),
        model.directory(),
        fixed ? shape.tail().size() : -1);
  }
}
