package io.github.tfsaliency.attribution;

import static com.google.common.base.Preconditions.checkElementIndex;
import static io.github.tfsaliency.message.Checks.checkArgument;
import static io.github.tfsaliency.message.Checks.checkState;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.raster.BilinearResize;
import java.util.Arrays;
import java.util.Collections;
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

  private final Shape shape;
  private final boolean batch;
  private final float[] values;
  private final ImmutableLongArray targets;
  private final ImmutableDoubleArray scores;
  private final Optional<ImmutableDoubleArray> gaps;
  private final String method;
  private final String output;
  private final boolean channelsFirst;
  private final List<List<String>> warnings;

  private Attribution(
      Shape shape,
      boolean batch,
      float[] values,
      ImmutableLongArray targets,
      ImmutableDoubleArray scores,
      Optional<ImmutableDoubleArray> gaps,
      String method,
      String output,
      boolean channelsFirst,
      List<? extends List<String>> warnings) {
    checkArgument(
        shape.size() == values.length
            && (batch
                ? shape.numDimensions() > 0 && shape.get(0) == targets.length()
                : targets.length() == 1)
            && scores.length() == targets.length()
            && gaps.stream().allMatch(all -> all.length() == targets.length())
            && warnings.size() == targets.length(),
        "A map of shape %s and %s values cannot have %s targets and %s scores.",
        shape,
        values.length,
        targets.length(),
        scores.length());
    this.shape = requireNonNull(shape, "shape");
    this.batch = batch;
    this.values = requireNonNull(values, "values");
    // Kryo does not keep where a part begins.
    this.targets = targets.trimmed();
    this.scores = scores.trimmed();
    this.gaps = gaps.map(ImmutableDoubleArray::trimmed);
    this.method = requireNonNull(method, "method");
    this.output = requireNonNull(output, "output");
    this.channelsFirst = channelsFirst;
    this.warnings = List.copyOf(warnings.stream().<List<String>>map(List::copyOf).toList());
  }

  /**
   * Creates the map of one sample from values that come from elsewhere, such as a file: of a target
   * and a score that are not known.
   *
   * @param values of the input's shape, without a batch dimension; copied
   * @return the map, with the target -1 and the score NaN
   */
  public static Attribution of(FloatNdArray values) {
    float[] copy = new float[Math.toIntExact(values.shape().size())];
    values.copyTo(DataBuffers.of(copy, false, false));
    return new Attribution(
        values.shape(),
        false,
        copy,
        ImmutableLongArray.of(-1),
        ImmutableDoubleArray.of(Double.NaN),
        Optional.empty(),
        "given",
        "",
        false,
        unwarned(1));
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
    Shape shape = values.shape();
    checkArgument(
        shape.numDimensions() > 0
            && shape.get(0) == targets.length()
            && shape.get(0) == scores.length(),
        "A map of shape %s cannot have %s targets and %s scores.",
        shape,
        targets.length(),
        scores.length());
    float[] copy = new float[Math.toIntExact(shape.size())];
    values.copyTo(DataBuffers.of(copy, false, false));
    return new Attribution(
        shape,
        true,
        copy,
        targets,
        scores,
        Optional.empty(),
        method,
        output,
        false,
        unwarned(targets.length()));
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
    FloatNdArray batched =
        NdArrays.wrap(batch ? shape : shape.prepend(1), DataBuffers.of(values, true, false));
    FloatNdArray moved = first ? ChannelAxis.toFirst(batched) : ChannelAxis.toLast(batched);
    float[] copy = new float[values.length];
    moved.copyTo(DataBuffers.of(copy, false, false));
    return new Attribution(
        batch ? moved.shape() : moved.shape().tail(),
        batch,
        copy,
        targets,
        scores,
        gaps,
        method,
        output,
        first,
        warnings);
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
    checkArgument(
        newGaps.length() == sampleCount(),
        "There are %s gaps for %s samples.",
        newGaps.length(),
        sampleCount());
    return new Attribution(
        shape,
        batch,
        values,
        targets,
        scores,
        Optional.of(newGaps),
        method,
        output,
        channelsFirst,
        warnings);
  }

  /**
   * The same map with what there is to be warned of.
   *
   * @param newWarnings for each sample
   * @return a new map
   * @throws IllegalArgumentException if there are not as many as samples
   */
  public Attribution withWarnings(ImmutableList<ImmutableList<String>> newWarnings) {
    checkArgument(
        newWarnings.size() == sampleCount(),
        "There are warnings of %s samples for %s samples.",
        newWarnings.size(),
        sampleCount());
    return new Attribution(
        shape, batch, values, targets, scores, gaps, method, output, channelsFirst, newWarnings);
  }

  private static ImmutableList<ImmutableList<String>> unwarned(int samples) {
    return ImmutableList.copyOf(Collections.nCopies(samples, ImmutableList.<String>of()));
  }

  /**
   * Whether the first dimension counts samples.
   *
   * @return false for the map of a single sample, as {@link #sample} gives it
   */
  public boolean isBatch() {
    return batch;
  }

  /**
   * The number of samples.
   *
   * @return 1 for a single sample, else the size of the first dimension
   */
  public int sampleCount() {
    return targets.length();
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
    int size = values.length / sampleCount();
    return new Attribution(
        shape.tail(),
        false,
        sampleCount() == 1 ? values : Arrays.copyOfRange(values, index * size, (index + 1) * size),
        targets.subArray(index, index + 1),
        scores.subArray(index, index + 1),
        gaps.map(all -> all.subArray(index, index + 1)),
        method,
        output,
        channelsFirst,
        warnings.subList(index, index + 1));
  }

  /**
   * The map at another size, for example that of the image from which the model computed its input
   * itself. Bilinear: the values keep their unit, their sum changes with the number of pixels.
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
    checkState(
        sample.numDimensions() == 3,
        "A map of shape %s has no height and width, so it cannot be resized.",
        sample);
    BilinearResize resize =
        new BilinearResize(
            Math.toIntExact(sample.get(0)),
            Math.toIntExact(sample.get(1)),
            Math.toIntExact(sample.get(2)),
            height,
            width,
            false);
    Shape resized = Shape.of(height, width, sample.get(2));
    return new Attribution(
        batch ? Shape.of(sampleCount()).append(resized) : resized,
        batch,
        resize.apply(values, sampleCount()),
        targets,
        scores,
        gaps,
        method,
        output,
        false,
        warnings);
  }

  /**
   * The shape of the values.
   *
   * @return {@code [N, ...]} for a batch, {@code [...]} for a single sample
   */
  public Shape shape() {
    return shape;
  }

  /**
   * The attribution values.
   *
   * @return a read-only view of the input's shape
   */
  public FloatNdArray values() {
    return NdArrays.wrap(shape, DataBuffers.of(values, true, false));
  }

  /**
   * The attribution values in row-major order.
   *
   * @return a copy
   */
  public float[] toArray() {
    return values.clone();
  }

  /**
   * The explained index of a single sample's flattened output.
   *
   * @return from 0; -1 where a mean of several outputs was explained
   * @throws IllegalStateException if this is the map of several samples
   */
  public long target() {
    checkSingle();
    return targets.get(0);
  }

  /**
   * The score of a single sample's target.
   *
   * @return the value of the explained output, usually a logit
   * @throws IllegalStateException if this is the map of several samples
   */
  public double score() {
    checkSingle();
    return scores.get(0);
  }

  /**
   * The explained index of each sample.
   *
   * @return as many as samples, from 0; -1 where a mean of several outputs was explained
   */
  public ImmutableLongArray targets() {
    return targets;
  }

  /**
   * The target's score of each sample.
   *
   * @return as many as samples
   */
  public ImmutableDoubleArray scores() {
    return scores;
  }

  /**
   * What each sample's map, of all inputs together, sums to, less what it should: for LRP the
   * relevance that it started with, for DeepLIFT the score's difference from that of the baseline.
   *
   * @return as many as samples, in units of the score; empty for methods whose sum means nothing
   */
  public Optional<ImmutableDoubleArray> gaps() {
    return gaps;
  }

  /**
   * What stands against taking the map for an explanation: relevance that grows beyond all bounds,
   * a map of zeros, a nonlinearity that the method has no rule for.
   *
   * @return sentences, of all samples together, each once; empty if nothing was found
   */
  public ImmutableList<String> warnings() {
    return warnings.stream()
        .flatMap(List::stream)
        .distinct()
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * The method that made the map.
   *
   * @return as the command line would print it, for example {@code
   *     rectified-gradient:percentile=80}
   */
  public String method() {
    return method;
  }

  /**
   * The tensor whose element was explained: the logits even where the model's own output is a
   * softmax of them.
   *
   * @return a name in the model's graph
   */
  public String output() {
    return output;
  }

  @Override
  public String toString() {
    return "Attribution" + shape + " by " + method + " for targets " + targets;
  }

  private void checkSingle() {
    checkState(
        sampleCount() == 1,
        "This map has %s samples.\n"
            + "Maybe take one by sample(int), or ask for targets() or scores().",
        sampleCount());
  }
}
