package io.github.tfsaliency.attribution;

import static com.google.common.base.Preconditions.checkElementIndex;
import static io.github.tfsaliency.message.Checks.checkArgument;
import static io.github.tfsaliency.message.Checks.checkState;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.List;
import java.util.Optional;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * A saliency map: how much every element of the model's input, or every position of it, contributed
 * to the target's score. The method defines the meaning of "contributed". It also decides whether a
 * position has one value for each channel or one for all channels.
 *
 * <p>Immutable and without native resources: a map can be used after its model is closed.
 *
 * @since 0.1.0
 */
public final class Attribution extends Value {
  private static final long serialVersionUID = 1;

  private static final float[] NO_ERRORS = {};

  private final Shape shape;
  private final boolean batch;
  private final float[] values;

  /** As many as values, or none. */
  private final float[] errors;

  private final ExplainedSamples samples;
  private final String method;
  private final String output;
  private final boolean channelsFirst;

  private Attribution(
      Shape shape,
      boolean batch,
      float[] values,
      float[] errors,
      ExplainedSamples samples,
      String method,
      String output,
      boolean channelsFirst) {
    checkArgument(
        shape.size() == values.length
            && errors.length == (samples.drawn().isPresent() ? values.length : 0)
            && (batch
                ? shape.numDimensions() > 0 && shape.get(0) == samples.count()
                : samples.count() == 1),
        "A map of shape %s and %s values cannot have %s targets.",
        shape,
        values.length,
        samples.count());
    this.shape = requireNonNull(shape, "shape");
    this.batch = batch;
    this.values = requireNonNull(values, "values");
    this.errors = errors;
    this.samples = samples;
    this.method = requireNonNull(method, "method");
    this.output = requireNonNull(output, "output");
    this.channelsFirst = channelsFirst;
  }

  /**
   * Creates the map of one sample from values of another source, such as a file. Its target and
   * score are unknown.
   *
   * @param values in the input's shape, without a batch dimension; copied
   * @return the map, with the target -1 and the score NaN
   */
  public static Attribution of(FloatNdArray values) {
    return of(
        values, false, ImmutableLongArray.of(-1), ImmutableDoubleArray.of(Double.NaN), "given", "");
  }

  /**
   * Creates the map of a batch.
   *
   * @param values {@code [N, ...]}, in the input's shape; copied
   * @param targets the explained index of each sample, from 0; -1 if a mean was explained
   * @param scores the target's score of each sample
   * @param method the text form of the method, as the command line prints it
   * @param output the name of the explained tensor
   * @return the map
   * @throws IllegalArgumentException if the sizes disagree
   */
  public static Attribution ofBatch(
      FloatNdArray values,
      ImmutableLongArray targets,
      ImmutableDoubleArray scores,
      String method,
      String output) {
    return of(values, true, targets, scores, method, output);
  }

  private static Attribution of(
      FloatNdArray values,
      boolean batch,
      ImmutableLongArray targets,
      ImmutableDoubleArray scores,
      String method,
      String output) {
    return new Attribution(
        values.shape(),
        batch,
        MapArrays.copy(values),
        NO_ERRORS,
        ExplainedSamples.of(targets, scores),
        method,
        output,
        false);
  }

  /**
   * The same map with channels first, as some models expect their input.
   *
   * @return a map of shape {@code [N, C, ...]} where this one has {@code [N, ..., C]}
   */
  public Attribution withChannelsFirst() {
    return channelsFirst ? this : inOrder(true);
  }

  /**
   * The same map with channels last, as pictures and metrics expect it.
   *
   * @return a map of shape {@code [N, ..., C]}; this one if its channels are last
   */
  public Attribution withChannelsLast() {
    return channelsFirst ? inOrder(false) : this;
  }

  /**
   * Whether the channels come before the positions, as in the input of a model with channels first.
   *
   * @return true for {@code [N, C, ...]}, or {@code [C, ...]} of a single sample
   */
  public boolean isChannelsFirst() {
    return channelsFirst;
  }

  private Attribution inOrder(boolean first) {
    Shape batched = batch ? shape : shape.prepend(1);
    Shape moved = first ? ChannelAxis.toFirst(batched) : ChannelAxis.toLast(batched);
    return with(
        batch ? moved : moved.tail(),
        MapArrays.inOrder(first, batched, values),
        MapArrays.inOrder(first, batched, errors),
        samples,
        first);
  }

  private Attribution with(
      Shape newShape,
      float[] newValues,
      float[] newErrors,
      ExplainedSamples newSamples,
      boolean first) {
    return new Attribution(
        newShape, batch, newValues, newErrors, newSamples, method, output, first);
  }

  /** The same values with something else said of them. */
  private Attribution with(ExplainedSamples newSamples) {
    return with(shape, values, errors, newSamples, channelsFirst);
  }

  /**
   * The same map with labels of its targets.
   *
   * @param newLabels the label of each sample's target; empty for a target without a label
   * @return a new map
   * @throws IllegalArgumentException if there is not one entry for each sample
   */
  public Attribution withLabels(ImmutableList<Optional<String>> newLabels) {
    return with(samples.withLabels(newLabels));
  }

  /**
   * The same map with the errors of its sum.
   *
   * @param newGaps for each sample, the sum of the map over all inputs, minus the sum that theory
   *     requires
   * @return a new map
   * @throws IllegalArgumentException if there is not one gap for each sample
   */
  public Attribution withGaps(ImmutableDoubleArray newGaps) {
    return with(samples.withGaps(newGaps));
  }

  /**
   * The same map with warnings.
   *
   * @param newWarnings the warnings of each sample
   * @return a new map
   * @throws IllegalArgumentException if there is not one entry for each sample
   */
  public Attribution withWarnings(ImmutableList<ImmutableList<String>> newWarnings) {
    return with(samples.withWarnings(newWarnings));
  }

  /**
   * The same map with standard errors.
   *
   * @param newErrors the standard error of each value; copied
   * @param newSamples the number of random draws behind each sample's map
   * @return a new map
   * @throws IllegalArgumentException if the errors have another shape than the map, or there are
   *     not as many numbers of draws as samples
   */
  public Attribution withStandardErrors(FloatNdArray newErrors, ImmutableLongArray newSamples) {
    checkArgument(
        newErrors.shape().equals(shape),
        "Standard errors of shape %s do not fit a map of shape %s.",
        newErrors.shape(),
        shape);
    return with(
        shape,
        values,
        MapArrays.copy(newErrors),
        samples.withDrawn(Optional.of(newSamples)),
        channelsFirst);
  }

  /**
   * {@return whether the first dimension counts samples; false for a map that {@link #sample}
   * returned}
   */
  public boolean isBatch() {
    return batch;
  }

  /** {@return the number of samples: the size of the first dimension of a batch} */
  public int sampleCount() {
    return samples.count();
  }

  /**
   * One sample's map, without the batch dimension.
   *
   * @param index from 0
   * @return a map of shape {@code [H, W, C]} where this one has {@code [N, H, W, C]}
   * @throws IndexOutOfBoundsException if there is no such sample
   */
  public Attribution sample(int index) {
    checkElementIndex(index, sampleCount(), "sample");
    if (!batch) {
      return this;
    }
    return new Attribution(
        shape.tail(),
        false,
        MapArrays.sample(values, index, sampleCount()),
        MapArrays.sample(errors, index, sampleCount()),
        samples.sample(index),
        method,
        output,
        channelsFirst);
  }

  /**
   * The map at another size, for example at the size of the original image. The interpolation is
   * bilinear: the values keep their unit, and their sum changes with the number of pixels. The
   * result has no {@linkplain #standardErrors() standard errors}, because these depend on how
   * neighbours vary together.
   *
   * @param height in pixels
   * @param width in pixels
   * @return a map of shape {@code [height, width, C]}, or {@code [N, height, width, C]} of a batch;
   *     the order of the channels does not change
   * @throws IllegalArgumentException if a size is not positive
   * @throws IllegalStateException if a sample's map is not {@code [H, W, C]}
   */
  public Attribution resize(int height, int width) {
    checkArgument(height > 0 && width > 0, "The size (%s x %s) must be positive.", height, width);
    if (channelsFirst) {
      return withChannelsLast().resize(height, width).withChannelsFirst();
    }
    Shape sample = batch ? shape.tail() : shape;
    float[] resized = MapArrays.resized(values, sampleCount(), sample, height, width);
    Shape size = Shape.of(height, width, sample.get(2));
    return with(
        batch ? size.prepend(sampleCount()) : size,
        resized,
        NO_ERRORS,
        samples.withDrawn(Optional.empty()),
        false);
  }

  /** {@return the shape of the values, {@code [N, ...]} of a batch} */
  public Shape shape() {
    return shape;
  }

  /** {@return a read-only view of the attribution values, of the input's shape} */
  public FloatNdArray values() {
    return NdArrays.wrap(shape, DataBuffers.of(values, true, false));
  }

  /** {@return a copy of the attribution values in row-major order} */
  public float[] toArray() {
    return values.clone();
  }

  /**
   * The standard error of each value, for methods that estimate it from random draws: the standard
   * deviation over many seeds. Each method documents its estimate.
   *
   * @return a read-only view in the input's shape; empty if the method draws nothing at random,
   *     drew only once, or has no such estimate
   */
  public Optional<FloatNdArray> standardErrors() {
    return samples.drawn().map(any -> NdArrays.wrap(shape, DataBuffers.of(errors, true, false)));
  }

  /**
   * The number of random draws behind each sample's map. A tolerance can make it smaller.
   *
   * @return one number for each sample; empty if there are no standard errors
   */
  public Optional<ImmutableLongArray> samplesDrawn() {
    return samples.drawn();
  }

  /**
   * The explained index of a single sample's flattened output.
   *
   * @return from 0; -1 if a mean of several outputs was explained
   * @throws IllegalStateException if this is the map of several samples
   */
  public long target() {
    checkSingle();
    return targets().get(0);
  }

  /**
   * The label of a single sample's target.
   *
   * @return the model's name of the explained class; empty if it has none
   * @throws IllegalStateException if this is the map of several samples
   */
  public Optional<String> label() {
    checkSingle();
    return labels().get(0);
  }

  /**
   * The score of a single sample's target.
   *
   * @return the value of the explained output, usually a logit
   * @throws IllegalStateException if this is the map of several samples
   */
  public double score() {
    checkSingle();
    return scores().get(0);
  }

  /** {@return the explained index of each sample, from 0; -1 if a mean was explained} */
  public ImmutableLongArray targets() {
    return samples.targets();
  }

  /** {@return the label of each sample's target; empty for a target without a label} */
  public ImmutableList<Optional<String>> labels() {
    return samples.labels();
  }

  /** {@return the target's score of each sample} */
  public ImmutableDoubleArray scores() {
    return samples.scores();
  }

  /**
   * The gap of each sample: the sum of its map over all inputs, minus the sum that theory requires.
   * For LRP this is the relevance at the start. For DeepLIFT it is the difference between the
   * scores of the input and the baseline.
   *
   * @return one gap for each sample, in units of the score; empty for methods whose sum has no
   *     meaning
   */
  public Optional<ImmutableDoubleArray> gaps() {
    return samples.gaps();
  }

  /**
   * Reasons not to trust the map as an explanation: relevance that grows without bound, a map of
   * zeros, or a nonlinearity without a rule in the method.
   *
   * @return sentences about all samples, each once; empty if nothing was found
   */
  public ImmutableList<String> warnings() {
    return samples.warnings().stream()
        .flatMap(List::stream)
        .distinct()
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * The sum of the map over each group of features, in double precision.
   *
   * @param groups the groups of this map's input; {@link FeatureGroups#sums} adds up the maps of
   *     several inputs
   * @return one number per sample for each group, by the group's name, in the order of the groups
   * @throws IllegalArgumentException if the groups are of another shape, or of several inputs
   */
  public ImmutableMap<String, ImmutableDoubleArray> sums(FeatureGroups groups) {
    return groups.sums(this);
  }

  /**
   * {@return the text form of the method, as the command line prints it, such as {@code gradient}}
   */
  public String method() {
    return method;
  }

  /** {@return the explained tensor: the logits, even if the output is their softmax} */
  public String output() {
    return output;
  }

  @Override
  public String toString() {
    return "Attribution" + shape + " by " + method + " for targets " + targets();
  }

  private void checkSingle() {
    checkState(
        sampleCount() == 1,
        "This map has %s samples.\nMaybe get one with sample(int), or call targets() or scores().",
        sampleCount());
  }
}
