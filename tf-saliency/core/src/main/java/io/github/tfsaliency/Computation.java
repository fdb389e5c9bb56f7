package io.github.tfsaliency;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.FeatureGroups;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.engine.ChunkedPasses;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientCall;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.explain.Passes;
import io.github.tfsaliency.explain.Sampling;
import io.github.tfsaliency.graph.check.OutputRows;
import io.github.tfsaliency.message.Logs;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.metric.MapFunction;
import io.github.tfsaliency.metric.ScoreFunction;
import io.github.tfsaliency.spec.MethodSpecs;
import io.github.tfsaliency.tensorboard.TensorBoardLog;
import java.util.List;
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
  /** Computes something until the timeout, even if the model is closed in the meantime. */
  @CanIgnoreReturnValue
  <T> T within(Supplier<T> computation) {
    AttributionMethod method = choices.chosen();
    String what = method == null ? "the score" : MethodSpecs.print(method);
    return model.engine().holding(() -> choices.running().within(what, computation));
  }

  /** The map of each input. */
  ImmutableMap<String, Attribution> maps(InputBatch batch) {
    return within(() -> maps(batch, read(batch)));
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
    return first(within(() -> maps(all, read(first).gather(new int[count]))));
  }

  /** How many samples like this one go through the model at once. */
  int chunk(FloatNdArray sample) {
    return within(() -> passes(model).gradientChunk(model.batch(sample).values()));
  }

  /** A layer's values, averaged over its places. */
  FloatNdArray layerMeans(String layer, InputBatch batch) {
    Batch values = batch.values();
    return within(
        () -> {
          ChunkedPasses passes = passes(model);
          passes.plan(values.sampleCount());
          return passes.layerMeans(layer, values);
        });
  }

  /** The derivatives of the score at a layer, summed over its places. */
  FloatNdArray layerDerivatives(String layer, InputBatch batch) {
    Batch values = batch.values();
    return within(
        () -> {
          ReadTarget read = read(batch);
          ChunkedPasses passes = passes(read.model());
          passes.plan(values.sampleCount());
          return passes.layerDerivatives(
              layer, GradientCall.of(read.inputs(values), read.targets()));
        });
  }

  ScoreFunction scoresOf(FloatNdArray input) {
    ReadTarget fixed = fixedTarget(input);
    return batch -> {
      Batch values = model.batch(batch).values();
      ReadTarget read = fixed.gather(new int[values.sampleCount()]);
      return within(() -> passes(read.model()).scores(read.inputs(values), read.targets()))
          .values()
          .toArray();
    };
  }

  MapFunction mapsOf(FloatNdArray input) {
    ReadTarget fixed = fixedTarget(input);
    return batch -> {
      InputBatch values = model.batch(batch);
      ReadTarget read = fixed.gather(new int[values.values().sampleCount()]);
      return first(within(() -> maps(values, read))).values();
    };
  }

  /** Resolves the target for the samples; may ask the model for the shape of its output. */
  ReadTarget read(InputBatch batch) {
    return TargetReader.read(
        model,
        choices.target(),
        batch.values(),
        samples ->
            passes(model)
                .scores(
                    samples,
                    Target.top()
                        .resolve(
                            samples.sampleCount(),
                            model.labels(),
                            () -> model.engine().outputShape(() -> samples)))
                .targets());
  }

  private ReadTarget fixedTarget(FloatNdArray input) {
    InputBatch single = model.batch(input);
    checkArgument(
        single.values().sampleCount() == 1,
        "The target is fixed at one sample, but there are %s.",
        single.values().sampleCount());
    return within(
        () -> {
          ReadTarget read = read(single);
          return new ReadTarget(
              read.model(),
              passes(read.model())
                  .scores(read.inputs(single.values()), read.targets())
                  .chosen(read.targets()));
        });
  }

  private ImmutableMap<String, Attribution> maps(InputBatch batch, ReadTarget read) {
    AttributionMethod method = choices.method();
    if (choices.sumsEmbedding()) {
      EmbeddingSums.require(model);
    }
    Batch values = read.inputs(batch.values()).grouped(choices.groups());
    choices.groups().ifPresent(groups -> requireFitting(groups, values));
    GradientResult result = attribute(values, read);
    new OutputRows(values.sampleCount(), result.scores().length()).require(read.model().graph());
    ImmutableList<ImmutableList<String>> warnings =
        new MapWarnings(read.model(), method, values, read.targets()).of(result);
    for (String warning : warnings.stream().flatMap(List::stream).distinct().toList()) {
      Logs.MAP.tell(
          "A map of the model '%s' by %s has a warning: %s",
          model.directory(), MethodSpecs.print(method), Message.part(warning));
    }
    ImmutableMap<String, FloatNdArray> arrays =
        choices.sumsEmbedding()
            ? EmbeddingSums.of(model, batch.values(), result.maps())
            : result.maps();
    ImmutableMap.Builder<String, Attribution> maps = ImmutableMap.builder();
    arrays.forEach(
        (input, array) -> {
          Attribution map =
              Attribution.ofBatch(
                      array,
                      result.targets(),
                      result.scores(),
                      MethodSpecs.print(method),
                      read.model().explainedTensor())
                  .withLabels(DescribedModel.labels(result.targets(), model.labels()));
          Attribution sure = withErrors(map, input, result);
          Attribution complete =
              result.gaps().map(sure::withGaps).orElse(sure).withWarnings(warnings);
          Attribution own = model.isChannelsFirst(input) ? complete.withChannelsFirst() : complete;
          maps.put(input, batch.single() ? own.sample(0) : own);
        });
    return maps.buildOrThrow();
  }

  private static void requireFitting(FeatureGroups groups, Batch values) {
    values
        .inputs()
        .forEach(
            (input, array) -> {
              if (array.rank() > 0) {
                var unused = groups.labels(input, array.shape().tail());
              }
            });
  }

  /**
   * Adds standard errors, except to maps summed over an embedding: the errors of the single numbers
   * do not determine the error of their sum.
   */
  private Attribution withErrors(Attribution map, String input, GradientResult result) {
    if (result.sampling().isEmpty() || choices.sumsEmbedding()) {
      return map;
    }
    Sampling sampling = result.sampling().get();
    FloatNdArray errors = sampling.standardErrors().get(input);
    return errors == null ? map : map.withStandardErrors(errors, sampling.samples());
  }

  private GradientResult attribute(Batch batch, ReadTarget read) {
    AttributionMethod method = choices.method();
    new LayerView(model, choices).requireAhead(read.model());
    Passes passes = passes(read.model());
    passes.plan(method.passCount(passes, batch));
    TensorBoardLog log = choices.log();
    return log == null
        ? method.attribute(passes, batch, read.targets())
        : log.attribute(
            read.model().debugged(), choices.singlePass(), passes, batch, read.targets());
  }

  private ChunkedPasses passes(Model explained) {
    return choices.running().passes(explained.engine());
  }

  private static Attribution first(ImmutableMap<String, Attribution> maps) {
    return maps.values().asList().get(0);
  }
}
