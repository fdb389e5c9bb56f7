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
 * @param target the fed class indices {@code [N]}, -1 for the largest score
 * @param weights what each output counts for {@code [N, outputs]}: the one-hot of the target,
 *     unless it is fed
 * @param parameters the fed numbers of the rules
 * @param maps the results, by the input's name
 * @param gap what a sample's maps sum to, less what they should {@code [N]}, where theory says so
 * @param finite whether the maps are free of NaN and infinity
 * @param chosenTarget the explained indices {@code [N]}
 * @param score the explained outputs {@code [N]}
 * @param weightedScore the weighted sums of the outputs {@code [N]}
 * @param outputs how many values a sample's output has, a scalar
 */
record GradientGraph(
    InferenceGraph model,
    Session session,
    ImmutableMap<String, Operand<TFloat32>> inputs,
    ImmutableMap<String, Operand<TFloat32>> referenceInputs,
    Operand<TInt64> target,
    Operand<TFloat32> weights,
    ImmutableMap<String, Operand<TFloat64>> parameters,
    ImmutableMap<String, Operand<TFloat32>> maps,
    Optional<Operand<TFloat64>> gap,
    Operand<TBool> finite,
    Operand<TInt64> chosenTarget,
    Operand<TFloat64> score,
    Operand<TFloat64> weightedScore,
    Operand<TInt32> outputs) {

  /** Feeds a batch and fetches its maps. */
  GradientResult run(GradientCall call) {
    ResolvedTargets targets = call.targets();
    try (FedTensors fed = new FedTensors(session.runner())) {
      feed(fed, call);
      Session.Runner runner = fed.runner();
      maps.values().forEach(runner::fetch);
      runner.fetch(finite).fetch(outputs);
      gap.ifPresent(runner::fetch);
      if (targets.weights().isPresent()) {
        runner.fetch(weightedScore);
      } else {
        runner.fetch(score).fetch(chosenTarget);
      }
      try (Result result = fed.run(() -> what(call.batch(), targets))) {
        return read(result, targets);
      }
    }
  }

  private static String what(Batch batch, ResolvedTargets targets) {
    return String.format(
        "the map of an input of shape %s for the targets %s", batch.shapes(), targets.indices());
  }

  /** Under which all its nodes lie, with a slash at the end. */
  String scope() {
    String name = target.asOutput().op().name();
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
      fed.feed(weights, targets.weights().get());
    } else {
      fed.take(target, TInt64.vectorOf(targets.indices().toArray()));
    }
  }

  private static void feed(
      FedTensors fed, ImmutableMap<String, Operand<TFloat32>> inputs, Batch batch) {
    inputs.forEach((name, input) -> fed.feed(input, requireNonNull(batch.inputs().get(name))));
  }

  private GradientResult read(Result result, ResolvedTargets targets) {
    int next = maps.size();
    boolean allFinite = ((TBool) result.get(next++)).getBoolean();
    requireTargetsExist(targets, ((TInt32) result.get(next++)).getInt());
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

  private void requireTargetsExist(ResolvedTargets targets, int values) {
    for (int i = 0; i < targets.sampleCount(); i++) {
      checkArgument(
          targets.indices().get(i) < values,
          "The class index %s is out of range: the output '%s' of the model '%s' has %s values a"
              + " sample, from 0.",
          targets.indices().get(i),
          model.outputName(),
          model.directory(),
          values);
    }
  }
}
