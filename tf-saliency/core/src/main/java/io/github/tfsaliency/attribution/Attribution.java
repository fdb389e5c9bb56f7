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
 * A saliency map: for every element of the model's input, or for every place of it, how much it
 * contributed to the target's score. What "contributed" means is the method's business, and so is
 * whether a place has a value for each channel or one for all.
 *
 * <p>Immutable and free of native resources: it may outlive the model.
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
   * Creates the map of one sample from values that come from elsewhere, such as a file: of a target
   * and a score that are not known.
   *
   * @param values of the input's shape, without a batch dimension; copied
   * @return the map, with the target -1 and the score NaN
   */
  public static Attribution of(FloatNdArray values) {
    return of(
        values, false, ImmutableLongArray.of(-1), ImmutableDoubleArray.of(Double.NaN), "given", "");
  }

  /**
   * Creates the map of a batch.
   *
   * @param values {@code [N, ...]}, the input's shape; copied
   * @param targets the explained index of each sample, from 0; -1 where a mean was explained
   * @param scores the target's score of each sample
   * @param method the text of the method, as the command line would print it
   * @param output the name of the tensor that was explained
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
   * The same map in the order that a model with channels first takes.
   *
   * @return a map of shape {@code [N, C, ...]} where this one has {@code [N, ..., C]}
   */
  public Attribution withChannelsFirst() {
    return channelsFirst ? this : inOrder(true);
  }

  /**
   * The same map in the order that pictures and metrics take.
   *
   * @return a map of shape {@code [N, ..., C]}; this one if its channels are last
   */
  public Attribution withChannelsLast() {
    return channelsFirst ? inOrder(false) : this;
  }

  /**
   * Whether the channels stand ahead of the places, as in the input of a model that takes them so.
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
   * The same map with the names of what was explained.
   *
   * @param newLabels for each sample, what its target is called; empty for one without a name
   * @return a new map
   * @throws IllegalArgumentException if there are not as many as samples
   */
  public Attribution withLabels(ImmutableList<Optional<String>> newLabels) {
    return with(samples.withLabels(newLabels));
  }

  /**
   * The same map with what theory says of its sum.
   *
   * @param newGaps for each sample, the sum of the map, of all inputs together, less what it should
   *     be
   * @return a new map
   * @throws IllegalArgumentException if there are not as many as samples
   */
  public Attribution withGaps(ImmutableDoubleArray newGaps) {
    return with(samples.withGaps(newGaps));
  }

  /**
   * The same map with what there is to be warned of.
   *
   * @param newWarnings for each sample
   * @return a new map
   * @throws IllegalArgumentException if there are not as many as samples
   */
  public Attribution withWarnings(ImmutableList<ImmutableList<String>> newWarnings) {
    return with(samples.withWarnings(newWarnings));
  }

  /**
   * The same map with how sure it is.
   *
   * @param newErrors the standard error of each value; copied
   * @param newSamples how many draws each sample's map is made of
   * @return a new map
   * @throws IllegalArgumentException if the errors have another shape than the map, or there are
   *     not as many numbers of draws as samples
   */
  public Attribution withStandardErrors(FloatNdArray newErrors, ImmutableLongArray newSamples) {
    checkArgument(
        newErrors.shape().equals(shape),
        "Standard errors of shape %s are none of a map of shape %s.",
        newErrors.shape(),
        shape);
    return with(
        shape,
        values,
        MapArrays.copy(newErrors),
        samples.withDrawn(Optional.of(newSamples)),
        channelsFirst);
  }

  /** {@return whether the first dimension counts samples, unlike in what {@link #sample} gives} */
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
   * The map at another size, for example that of the image from which the model computed its input
   * itself. Bilinear: the values keep their unit, their sum changes with the number of pixels.
   * There are no {@linkplain #standardErrors() standard errors}, which depend on how neighbours
   * vary.
   *
   * @param height in pixels
   * @param width in pixels
   * @return a map of shape {@code [height, width, C]}, or {@code [N, height, width, C]} of a batch;
   *     the channels stay where they are
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
   * How sure each value is, where it is estimated from random draws: the standard deviation that it
   * would have over many seeds. Methods say in their documentation how it is estimated.
   *
   * @return a read-only view of the input's shape; empty where nothing is drawn, a single draw
   *     tells nothing, or the method has no such estimate
   */
  public Optional<FloatNdArray> standardErrors() {
    return samples.drawn().map(any -> NdArrays.wrap(shape, DataBuffers.of(errors, true, false)));
  }

  /**
   * How many draws each sample's map is made of, which a tolerance makes fewer.
   *
   * @return as many as samples; empty where there are no standard errors
   */
  public Optional<ImmutableLongArray> samplesDrawn() {
    return samples.drawn();
  }

  /**
   * The explained index of a single sample's flattened output.
   *
   * @return from 0; -1 where a mean of several outputs was explained
   * @throws IllegalStateException if this is the map of several samples
   */
  public long target() {
    checkSingle();
    return targets().get(0);
  }

  /**
   * What a single sample's target is called.
   *
   * @return the name that the model has for the explained class; empty where it has none
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

  /** {@return the explained index of each sample, from 0; -1 where a mean was explained} */
  public ImmutableLongArray targets() {
    return samples.targets();
  }

  /** {@return what each sample's target is called; empty for one that the model has no name for} */
  public ImmutableList<Optional<String>> labels() {
    return samples.labels();
  }

  /** {@return the target's score of each sample} */
  public ImmutableDoubleArray scores() {
    return samples.scores();
  }

  /**
   * What each sample's map, of all inputs together, sums to, less what it should: for LRP the
   * relevance that it started with, for DeepLIFT the score's difference from that of the baseline.
   *
   * @return as many as samples, in units of the score; empty for methods whose sum means nothing
   */
  public Optional<ImmutableDoubleArray> gaps() {
    return samples.gaps();
  }

  /**
   * What stands against taking the map for an explanation: relevance that grows beyond all bounds,
   * a map of zeros, a nonlinearity that the method has no rule for.
   *
   * @return sentences, of all samples together, each once; empty if nothing was found
   */
  public ImmutableList<String> warnings() {
    return samples.warnings().stream()
        .flatMap(List::stream)
        .distinct()
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * What the groups of the map's input get: sums over their values, in double precision.
   *
   * @param groups of that input; {@link FeatureGroups#sums} adds up the maps of several
   * @return a number a sample for each group, by its name, in the order of the groups
   * @throws IllegalArgumentException if the groups are of another shape, or of several inputs
   */
  public ImmutableMap<String, ImmutableDoubleArray> sums(FeatureGroups groups) {
    return groups.sums(this);
  }

  /** {@return the method as the command line would print it, such as {@code gradient}} */
  public String method() {
    return method;
  }

  /** {@return the tensor that was explained: the logits even where the output is their softmax} */
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
        "This map has %s samples.\n"
            + "Maybe take one by sample(int), or ask for targets() or scores().",
        sampleCount());
  }
}
