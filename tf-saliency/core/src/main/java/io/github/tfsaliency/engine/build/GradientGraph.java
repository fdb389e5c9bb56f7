package io.github.tfsaliency.engine.build;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.attribution.NonFiniteValueException;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.engine.InferenceSession;
import io.github.tfsaliency.engine.forward.ExplainedOutput;
import io.github.tfsaliency.engine.forward.InnerInputs;
import io.github.tfsaliency.engine.run.FedTensors;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientCall;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.explain.Scores;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.message.Message;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;

/**
 * A marked copy of the forward nodes and its gradient, ready to run as often as wanted from any
 * thread.
 *
 * @param model what it explains
 * @param session where it runs; owned by the {@link InferenceSession}
 * @param inputs the fed placeholders {@code [N, ...]}, by the input's name
 * @param inner what is fed instead of tensors inside
 * @param reference the pass that it compares with, if it does
 * @param mapped the layer that is mapped, which may be fed
 * @param explained what is explained of the output
 * @param parameters the fed numbers of the rules
 * @param finished the results
 */
public record GradientGraph(
    InferenceGraph model,
    Session session,
    ImmutableMap<String, Operand<TFloat32>> inputs,
    InnerInputs inner,
    Optional<ReferencePass> reference,
    Optional<Output<?>> mapped,
    ExplainedOutput explained,
    ImmutableMap<String, Operand<TFloat64>> parameters,
    FinishedMaps finished) {

  /** The results, by the input's name. */
  ImmutableMap<String, Operand<TFloat32>> maps() {
    return finished.maps();
  }

  /** Feeds a batch and fetches its maps. */
  public GradientResult run(GradientCall call) {
    ResolvedTargets targets = call.targets();
    try (FedTensors fed = new FedTensors(session)) {
      feed(fed, call);
      Session.Runner runner = fed.runner();
      maps().values().forEach(runner::fetch);
      runner.fetch(finished.finite());
      finished.gap().ifPresent(runner::fetch);
      explained.fetch(runner, targets);
      try (Result result = fed.run(() -> what(call.batch(), targets))) {
        return read(result, call);
      }
    }
  }

  private static String what(Batch batch, ResolvedTargets targets) {
    return Message.of(
        "the map of an input of shape %s for the targets %s", batch.shapes(), targets.indices());
  }

  /** Under which all its nodes lie, with a slash at the end. */
  public String scope() {
    String name = explained.target().asOutput().op().name();
    return name.substring(0, name.indexOf('/') + 1);
  }

  /** Feeds everything that the maps depend on. */
  void feed(FedTensors fed, GradientCall call) {
    InnerInputs.feedGiven(fed, inputs, call.batch());
    inner.feed(fed, call.batch());
    reference.ifPresent(pass -> pass.feed(fed, call));
    call.layer().ifPresent(values -> fed.takeTyped(mapped.orElseThrow(), values));
    ResolvedTargets targets = call.targets();
    parameters.forEach(
        (name, parameter) ->
            fed.take(parameter, TFloat64.scalarOf(requireNonNull(call.numbers().get(name), name))));
    explained.feed(fed, targets, model);
  }

  private GradientResult read(Result result, GradientCall call) {
    int next = maps().size();
    boolean mapsFinite = ((TBool) result.get(next++)).getBoolean();
    Optional<ImmutableDoubleArray> gaps = Optional.empty();
    if (finished.gap().isPresent()) {
      gaps = Optional.of(FedTensors.doubles(result, next++));
    }
    requireContrastExists(call, ExplainedOutput.outputs(result, next));
    Scores scores = explained.read(result, next, call.targets(), model);
    if (!mapsFinite || !scores.values().stream().allMatch(Double::isFinite)) {
      throw new NonFiniteValueException(
          "The map or the score contains NaN or infinity, although the weights and the input do"
              + " not.\n"
              + "Maybe the input is far outside the range that the model expects, or the gradient"
              + " overflows half precision.");
    }
    ImmutableMap.Builder<String, FloatNdArray> values = ImmutableMap.builder();
    int index = 0;
    for (String name : maps().keySet()) {
      values.put(name, FedTensors.copy(result, index++));
    }
    return new GradientResult(values.buildOrThrow(), scores.targets(), scores.values(), gaps);
  }

  private void requireContrastExists(GradientCall call, int values) {
    ExplainedOutput.requireExists(
        call.numbers().getOrDefault(ModifiedGradient.CONTRAST, -1.0).longValue(), values, model);
  }
}
