package io.github.tfsaliency.server.work;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Lists;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.deadline.Deadline;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.server.answer.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

/**
 * Computes samples of one task: those of the same shapes together.
 *
 * @param memory of one computation, in bytes
 * @param timeout of all of it
 * @param cancelled whether nobody waits any more
 */
record Batch(long memory, Duration timeout, BooleanSupplier cancelled) {
  /**
   * Computes samples.
   *
   * @return a result for each, in their order
   */
  ImmutableList<Result> compute(Task task, List<Sample> samples) {
    // A scalar is one for all samples of a call, so its value counts like a shape.
    Map<Object, List<Integer>> groups = new LinkedHashMap<>();
    for (int i = 0; i < samples.size(); i++) {
      groups.computeIfAbsent(group(task.model(), samples.get(i)), key -> new ArrayList<>()).add(i);
    }
    Result[] results = new Result[samples.size()];
    for (List<Integer> group : groups.values()) {
      for (List<Integer> part : Lists.partition(group, atOnce(task.model(), group.size()))) {
        List<Result> computed = together(task, part.stream().map(samples::get).toList());
        for (int i = 0; i < part.size(); i++) {
          results[part.get(i)] = computed.get(i);
        }
      }
    }
    return ImmutableList.copyOf(results);
  }

  /** The batch that the model takes, where it takes only one size. */
  private static int atOnce(Model model, int samples) {
    for (String input : model.inputNames()) {
      Shape shape = model.inputShape(input);
      if (!shape.isUnknown() && shape.numDimensions() > 0 && shape.get(0) > 0) {
        return (int) Math.min(samples, shape.get(0));
      }
    }
    return samples;
  }

  private static Object group(Model model, Sample sample) {
    List<Object> scalars = new ArrayList<>();
    sample
        .inputs()
        .forEach(
            (name, values) -> {
              if (isScalar(model, name) && values.rank() == 0) {
                scalars.add(values.getFloat());
              }
            });
    return List.of(sample.shapes(), scalars);
  }

  /** Whether an input has one value for all samples. */
  private static boolean isScalar(Model model, String input) {
    if (!model.inputNames().contains(input)) {
      return false;
    }
    Shape shape = model.inputShape(input);
    return !shape.isUnknown() && shape.numDimensions() == 0;
  }

  private ImmutableList<Result> together(Task task, List<Sample> samples) {
    ImmutableMap.Builder<String, FloatNdArray> stacked = ImmutableMap.builder();
    for (String input : samples.get(0).inputs().keySet()) {
      List<FloatNdArray> each =
          samples.stream().map(sample -> required(sample.inputs(), input)).toList();
      stacked.put(input, isScalar(task.model(), input) ? each.get(0) : stack(each));
    }
    ImmutableMap<String, FloatNdArray> inputs = stacked.buildOrThrow();
    return task.method().isPresent()
        ? explain(task, task.method().get(), inputs, samples)
        : predict(task.model(), inputs, samples.size());
  }

  private static FloatNdArray required(Map<String, FloatNdArray> inputs, String name) {
    FloatNdArray values = inputs.get(name);
    if (values == null) {
      throw Refusal.badRequest("An instance lacks the input '%s', which another one has.", name);
    }
    return values;
  }

  private static FloatNdArray stack(List<FloatNdArray> samples) {
    FloatNdArray batch = NdArrays.ofFloats(Shape.of(samples.size()).append(samples.get(0).shape()));
    for (int i = 0; i < samples.size(); i++) {
      batch.set(samples.get(i), i);
    }
    return batch;
  }

  private ImmutableList<Result> explain(
      Task task,
      AttributionMethod method,
      ImmutableMap<String, FloatNdArray> inputs,
      List<Sample> samples) {
    ImmutableMap<String, Attribution> maps =
        Saliency.of(task.model())
            .method(method)
            .target(Target.perSample(samples.stream().map(Sample::target).toList()))
            .memory(memory)
            .timeout(timeout)
            .cancelWhen(cancelled)
            .compute(inputs);
    Optional<FloatNdArray> probabilities =
        task.withProbabilities() ? probabilities(task.model(), inputs) : Optional.empty();
    ImmutableList.Builder<Result> results = ImmutableList.builder();
    for (int i = 0; i < samples.size(); i++) {
      int sample = i;
      ImmutableMap.Builder<String, Attribution> own = ImmutableMap.builder();
      for (Map.Entry<String, Attribution> map : maps.entrySet()) {
        requireRows(map.getValue().sampleCount(), samples);
        own.put(map.getKey(), map.getValue().sample(i));
      }
      results.add(new Result(own.buildOrThrow(), probabilities.map(rows -> rows.get(sample))));
    }
    return results.build();
  }

  private static void requireRows(long rows, Collection<?> samples) {
    if (rows != samples.size()) {
      throw Refusal.badRequest(
          "The model gives %s rows for %s instances.\nMaybe send each separately.",
          rows, samples.size());
    }
  }

  /** What the signature's output is: the probability where a softmax or sigmoid comes last. */
  private ImmutableList<Result> predict(
      Model model, ImmutableMap<String, FloatNdArray> inputs, int samples) {
    FloatNdArray outputs =
        within(() -> model.probabilities(inputs).orElseGet(() -> model.predict(inputs)));
    ImmutableList.Builder<Result> results = ImmutableList.builder();
    if (outputs.rank() == 0 || outputs.shape().get(0) != samples) {
      throw Refusal.badRequest(
          "The model's output has the shape %s, which is not one row for each of %s instances.",
          outputs.shape(), samples);
    }
    for (int i = 0; i < samples; i++) {
      results.add(new Result(ImmutableMap.of(), Optional.of(outputs.get(i))));
    }
    return results.build();
  }

  private Optional<FloatNdArray> probabilities(Model model, Map<String, FloatNdArray> inputs) {
    return within(() -> model.probabilities(inputs));
  }

  private <R> R within(Supplier<R> prediction) {
    return Deadline.within(Optional.of(timeout), "the prediction", prediction);
  }
}
