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
 * @param target the fed class indices {@code [N]}, -1 for the largest score
 * @param weights what each output counts for {@code [N, outputs]}: the one-hot of the target,
 *     unless it is fed
 * @param parameters the fed numbers of the rules
 * @param maps the results, by the input's name
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
    Operand<TInt64> target,
    Operand<TFloat32> weights,
    ImmutableMap<String, Operand<TFloat64>> parameters,
    ImmutableMap<String, Operand<TFloat32>> maps,
    Operand<TBool> finite,
    Operand<TInt64> chosenTarget,
    Operand<TFloat64> score,
    Operand<TFloat64> weightedScore,
    Operand<TInt32> outputs) {

  /** Feeds a batch and fetches its maps. */
  GradientResult run(Batch batch, ResolvedTargets targets, ImmutableMap<String, Double> numbers) {
    try (FedTensors fed = new FedTensors(session.runner())) {
      feed(fed, batch, targets, numbers);
      Session.Runner runner = fed.runner();
      maps.values().forEach(runner::fetch);
      runner.fetch(finite).fetch(outputs);
      if (targets.weights().isPresent()) {
        runner.fetch(weightedScore);
      } else {
        runner.fetch(score).fetch(chosenTarget);
      }
      try (Result result = fed.run(() -> what(batch, targets))) {
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
  void feed(
      FedTensors fed, Batch batch, ResolvedTargets targets, ImmutableMap<String, Double> numbers) {
    inputs.forEach((name, input) -> fed.feed(input, requireNonNull(batch.inputs().get(name))));
    parameters.forEach(
        (name, parameter) ->
            fed.take(parameter, TFloat64.scalarOf(requireNonNull(numbers.get(name), name))));
    if (targets.weights().isPresent()) {
      fed.feed(weights, targets.weights().get());
    } else {
      fed.take(target, TInt64.vectorOf(targets.indices().toArray()));
    }
  }

  private GradientResult read(Result result, ResolvedTargets targets) {
    int next = maps.size();
    boolean allFinite = ((TBool) result.get(next++)).getBoolean();
    requireTargetsExist(targets, ((TInt32) result.get(next++)).getInt());
    ImmutableDoubleArray.Builder scores = ImmutableDoubleArray.builder();
    for (var value : ((TFloat64) result.get(next++)).scalars()) {
      allFinite &= Double.isFinite(value.getDouble());
      scores.add(value.getDouble());
    }
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
        scores.build());
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
