package io.github.tfsaliency.explain;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.FeatureGroups;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.index.Indices;

/**
 * Samples for every input of a model.
 *
 * @param inputs {@code [N, ...]} each, by the input's name; a scalar belongs to all samples
 * @param sampleCount N
 * @param groups features that methods hide together; empty if each method divides the input itself
 * @since 0.1.0
 */
public record Batch(
    ImmutableMap<String, FloatNdArray> inputs, int sampleCount, Optional<FeatureGroups> groups) {
  /**
   * Checks the sizes.
   *
   * @param inputs {@code [N, ...]} each, by the input's name; a scalar belongs to all samples
   * @param sampleCount N
   * @param groups features that methods hide together
   * @throws IllegalArgumentException if an input has another number of samples
   */
  public Batch {
    requireNonNull(groups, "groups");
    inputs.forEach(
        (name, values) ->
            checkArgument(
                values.rank() == 0 || values.shape().get(0) == sampleCount,
                "The input '%s' of shape %s does not have %s samples.",
                name,
                values.shape(),
                sampleCount));
  }

  /**
   * Samples without groups of features.
   *
   * @param inputs {@code [N, ...]} each, by the input's name; a scalar belongs to all samples
   * @param sampleCount N
   * @throws IllegalArgumentException if an input has another number of samples
   */
  public Batch(ImmutableMap<String, FloatNdArray> inputs, int sampleCount) {
    this(inputs, sampleCount, Optional.empty());
  }

  /**
   * The same samples with groups of features that methods hide together.
   *
   * @param newGroups the groups of all inputs; empty if each method divides the input itself
   * @return a batch of as many samples
   */
  public Batch grouped(Optional<FeatureGroups> newGroups) {
    return new Batch(inputs, sampleCount, newGroups);
  }

  /**
   * Samples for a model with one input.
   *
   * @param name the input's name
   * @param values {@code [N, ...]}
   * @return the batch
   */
  public static Batch of(String name, FloatNdArray values) {
    return new Batch(ImmutableMap.of(name, values), Math.toIntExact(values.shape().get(0)));
  }

  /**
   * Some of the samples.
   *
   * @param start the index of the first sample
   * @param end the index after the last sample
   * @return a view of {@code end - start} samples
   */
  public Batch slice(int start, int end) {
    return new Batch(
        ImmutableMap.copyOf(
            Maps.transformValues(
                inputs,
                values -> values.rank() == 0 ? values : values.slice(Indices.range(start, end)))),
        end - start,
        groups);
  }

  /**
   * The shapes of one sample of each input.
   *
   * @return the shapes, without scalars that belong to all samples
   */
  public ImmutableList<Shape> sampleShapes() {
    return inputs.values().stream()
        .filter(values -> values.rank() > 0)
        .map(values -> values.shape().tail())
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * A baseline instead of some inputs; the other inputs do not change.
   *
   * @param baseline the replacement
   * @param replaced the names of the replaced inputs
   * @param forEach whether each sample needs a separate copy
   * @return one sample if it can be used for all samples, otherwise as many samples as in this
   *     batch
   */
  public Batch at(Baseline baseline, Set<String> replaced, boolean forEach) {
    boolean same =
        !forEach
            && inputs.entrySet().stream()
                .allMatch(
                    input -> input.getValue().rank() == 0 || replaced.contains(input.getKey()));
    int count = same ? 1 : sampleCount;
    ImmutableMap.Builder<String, FloatNdArray> at = ImmutableMap.builder();
    inputs.forEach(
        (name, own) ->
            at.put(
                name,
                own.rank() > 0 && replaced.contains(name)
                    ? repeated(baseline, own.shape().tail(), count)
                    : own));
    return new Batch(at.buildOrThrow(), count, groups);
  }

  private static FloatNdArray repeated(Baseline baseline, Shape sample, int count) {
    int size = Math.toIntExact(sample.size());
    float[] values = new float[count * size];
    for (int i = 0; i < count; i++) {
      baseline.write(sample, values, i * size);
    }
    return NdArrays.wrap(Shape.of(count).append(sample), DataBuffers.of(values, true, false));
  }

  /**
   * The same samples, changed.
   *
   * @param change changes the values {@code [N, ...]} of each input; scalars do not change
   * @return a batch of as many samples
   */
  public Batch with(UnaryOperator<FloatNdArray> change) {
    return new Batch(
        ImmutableMap.copyOf(
            Maps.transformValues(
                inputs, values -> values.rank() == 0 ? values : change.apply(values))),
        sampleCount,
        groups);
  }

  /**
   * The same samples, with some inputs from another batch.
   *
   * @param others a batch of as many samples
   * @param taken the names of the inputs from the other batch
   * @return a batch of as many samples
   */
  public Batch with(Batch others, Set<String> taken) {
    return new Batch(
        ImmutableMap.copyOf(
            Maps.transformEntries(
                inputs,
                (name, own) ->
                    taken.contains(name) ? requireNonNull(others.inputs.get(name), name) : own)),
        sampleCount,
        groups);
  }

  /**
   * A single sample of the same sizes.
   *
   * @param value the value of every element
   * @return one sample for every input
   */
  public Batch constant(float value) {
    return new Batch(
        ImmutableMap.copyOf(Maps.transformValues(inputs, like -> constant(like, value))),
        1,
        groups);
  }

  private static FloatNdArray constant(FloatNdArray like, float value) {
    Shape shape = like.rank() == 0 ? like.shape() : Shape.of(1).append(like.shape().tail());
    float[] values = new float[Math.toIntExact(shape.size())];
    Arrays.fill(values, value);
    return NdArrays.wrap(shape, DataBuffers.of(values, true, false));
  }

  /**
   * The values of a model with one input.
   *
   * @return {@code [N, ...]}
   * @throws IllegalArgumentException if there are several inputs
   */
  public FloatNdArray only() {
    checkArgument(inputs.size() == 1, "There are several inputs: %s.", inputs.keySet());
    return inputs.values().asList().get(0);
  }

  /**
   * The shapes of the inputs, for messages.
   *
   * @return one shape, or each with its input's name
   */
  public String shapes() {
    return inputs.size() == 1
        ? only().shape().toString()
        : Maps.transformValues(inputs, FloatNdArray::shape).toString();
  }
}
