package io.github.tfsaliency;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.explain.Passes;
import io.github.tfsaliency.metric.MapFunction;
import io.github.tfsaliency.metric.ScoreFunction;
import io.github.tfsaliency.spec.MethodSpecs;
import io.github.tfsaliency.tensorboard.TensorBoardLog;
import java.util.function.Supplier;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * Runs what was chosen on a model: resolves targets, goes through the passes until the timeout, and
 * makes maps of their results.
 *
 * @param model the model
 * @param choices what was chosen
 */
record Computation(Model model, Choices choices) {
  /** Computes something until the timeout. */
  @CanIgnoreReturnValue
  <T> T within(Supplier<T> computation) {
    AttributionMethod method = choices.chosen();
    return choices
        .running()
        .within(method == null ? "the score" : MethodSpecs.print(method), computation);
  }

  /** The map of each input. */
  ImmutableMap<String, Attribution> maps(InputBatch batch) {
    return within(() -> maps(batch, resolve(batch)));
  }

  /** The map of a model's only input. */
  Attribution map(InputBatch batch) {
    return first(maps(batch));
  }

  /** The map of samples that are explained together, each as if it were alone. */
  Attribution mapTogether(FloatNdArray samples) {
    InputBatch all = model.batch(samples);
    InputBatch first = model.batch(samples.get(0));
    int count = all.values().sampleCount();
    return first(within(() -> maps(all, resolve(first).gather(new int[count]))));
  }

  /** How many samples like this one go through the model at once. */
  int chunk(FloatNdArray sample) {
    return within(() -> passes().gradientChunk(model.batch(sample).values()));
  }

  ScoreFunction scoresOf(FloatNdArray input) {
    ResolvedTargets fixed = fixedTarget(input);
    return batch -> {
      Batch values = model.batch(batch).values();
      ResolvedTargets targets = fixed.gather(new int[values.sampleCount()]);
      return within(() -> passes().scores(values, targets)).values().toArray();
    };
  }

  MapFunction mapsOf(FloatNdArray input) {
    ResolvedTargets fixed = fixedTarget(input);
    return batch -> {
      InputBatch values = model.batch(batch);
      ResolvedTargets targets = fixed.gather(new int[values.values().sampleCount()]);
      return first(within(() -> maps(values, targets))).values();
    };
  }

  /** What is explained of the samples; may ask the model for the shape of its output. */
  ResolvedTargets resolve(InputBatch batch) {
    return choices
        .target()
        .resolve(
            batch.values().sampleCount(),
            model.labels(),
            () -> model.engine().outputShape(batch.values()),
            model.hasOutputWithChannelsFirst());
  }

  private ResolvedTargets fixedTarget(FloatNdArray input) {
    InputBatch single = model.batch(input);
    checkArgument(
        single.values().sampleCount() == 1,
        "The target is fixed at one sample, but there are %s.",
        single.values().sampleCount());
    return within(
        () -> {
          ResolvedTargets asked = resolve(single);
          return passes().scores(single.values(), asked).chosen(asked);
        });
  }

  private ImmutableMap<String, Attribution> maps(InputBatch batch, ResolvedTargets targets) {
    AttributionMethod method = choices.method();
    GradientResult result = attribute(batch.values(), targets);
    ImmutableList<ImmutableList<String>> warnings =
        new MapWarnings(model, method, batch.values(), targets).of(result);
    ImmutableMap.Builder<String, Attribution> maps = ImmutableMap.builder();
    result
        .maps()
        .forEach(
            (input, values) -> {
              Attribution map =
                  Attribution.ofBatch(
                      values,
                      result.targets(),
                      result.scores(),
                      MethodSpecs.print(method),
                      model.explainedTensor());
              Attribution complete =
                  result.gaps().map(map::withGaps).orElse(map).withWarnings(warnings);
              Attribution own =
                  model.isChannelsFirst(input) ? complete.withChannelsFirst() : complete;
              maps.put(input, batch.single() ? own.sample(0) : own);
            });
    return maps.buildOrThrow();
  }

  private GradientResult attribute(Batch batch, ResolvedTargets targets) {
    AttributionMethod method = choices.method();
    Passes passes = passes();
    passes.plan(method.passCount(passes, batch));
    TensorBoardLog log = choices.log();
    return log == null
        ? method.attribute(passes, batch, targets)
        : log.attribute(model.debugged(), choices.singlePass(), passes, batch, targets);
  }

  private Passes passes() {
    return choices.running().passes(model.engine());
  }

  private static Attribution first(ImmutableMap<String, Attribution> maps) {
    return maps.values().asList().get(0);
  }
}
