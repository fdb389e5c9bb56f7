package io.github.tfsaliency.metric;

import static java.util.Objects.requireNonNull;

import com.google.common.base.Ascii;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.ChannelAxis;
import io.github.tfsaliency.attribution.FeatureGroups;
import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.message.Message;
import java.util.Optional;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * The curve of the score while pixels change in the order of a map, the most relevant first. {@link
 * Deletion} replaces them; {@link Insertion} puts them back.
 *
 * <p>Immutable.
 *
 * @since 0.1.0
 */
public final class PixelCurve extends Value {
  private static final long serialVersionUID = 1;

  /** The default number of steps. */
  public static final int DEFAULT_STEPS = 50;

  /** Which way pixels go. */
  enum Kind {
    DELETION,
    INSERTION
  }

  private final Kind kind;
  private final Baseline replacement;
  private final Pooling pooling;
  private final int steps;
  private final int batchSize;
  private final Optional<FeatureGroups> groups;

  private PixelCurve(
      Kind kind,
      Baseline replacement,
      Pooling pooling,
      int steps,
      int batchSize,
      Optional<FeatureGroups> groups) {
    Removal.checkSteps(steps);
    Batches.checkSize(batchSize);
    this.kind = requireNonNull(kind, "kind");
    this.replacement = requireNonNull(replacement, "replacement");
    this.pooling = requireNonNull(pooling, "pooling");
    this.steps = steps;
    this.batchSize = batchSize;
    this.groups = requireNonNull(groups, "groups");
  }

  static PixelCurve of(Baseline replacement, Kind kind) {
    return new PixelCurve(
        kind, replacement, Pooling.SUM, DEFAULT_STEPS, Batches.DEFAULT_SIZE, Optional.empty());
  }

  /**
   * Chooses the relevance of pixels.
   *
   * @param newPooling {@link Pooling#SUM} by default; {@link Pooling#SUM_ABSOLUTE} for maps whose
   *     sign has no meaning
   * @return a new metric
   */
  public PixelCurve withPooling(Pooling newPooling) {
    return new PixelCurve(kind, replacement, newPooling, steps, batchSize, groups);
  }

  /**
   * Chooses the number of steps.
   *
   * @param newSteps the number of steps in which pixels are removed or put back, at least 1;
   *     {@value #DEFAULT_STEPS} by default
   * @return a new metric
   * @throws IllegalArgumentException if there are no steps
   */
  public PixelCurve withSteps(int newSteps) {
    return new PixelCurve(kind, replacement, pooling, newSteps, batchSize, groups);
  }

  /**
   * Chooses the batch size. It does not change the result.
   *
   * @param newBatchSize how many samples are scored at once, at least 1; 16 by default
   * @return a new metric
   * @throws IllegalArgumentException if it is not positive
   */
  public PixelCurve withBatchSize(int newBatchSize) {
    return new PixelCurve(kind, replacement, pooling, steps, newBatchSize, groups);
  }

  /**
   * Removes groups of features instead of pixels, or puts them back. The features of a group change
   * together, and the input may have any shape. The relevance of a group is the pooled relevance of
   * its values.
   *
   * @param newGroups the groups of the input; by default each pixel is a group
   * @return a new metric
   */
  public PixelCurve withGroups(FeatureGroups newGroups) {
    return new PixelCurve(kind, replacement, pooling, steps, batchSize, Optional.of(newGroups));
  }

  /**
   * Removes the pixels of an input, or puts them back, in the order of a map.
   *
   * @param model scores the target that the map explains
   * @param input {@code [H, W, C]} or {@code [features]}, one sample as the model expects it
   * @param map the input's shape, or {@code [H, W, 1]} or {@code [H, W]}
   * @return the score over the fraction of pixels that were removed or put back; the curve's {@link
   *     PerturbationCurve#area} is the metric
   * @throws IllegalArgumentException if shapes do not fit
   * @throws io.github.tfsaliency.attribution.NonFiniteValueException if the input, the map or a
   *     score has a NaN or an infinity
   */
  public PerturbationCurve measure(ScoreFunction model, FloatNdArray input, Attribution map) {
    if (map.isChannelsFirst()) {
      return measure(
          model.withChannelsLast(), ChannelAxis.sampleToLast(input), map.withChannelsLast());
    }
    if (groups.isPresent()) {
      GroupedSample grouped = new GroupedSample(input, groups.get());
      return curve(
          grouped.removal(model, replacement, batchSize),
          Regions.placesFromLargest(grouped.relevance(map.values(), pooling)),
          grouped.count());
    }
    Sample sample = Sample.of(input);
    int[] order = Regions.placesFromLargest(sample.relevance(map.values(), pooling));
    Regions pixels = Regions.pixels(sample);
    return curve(new Removal(model, sample, pixels, replacement, batchSize), order, pixels.count());
  }

  private PerturbationCurve curve(Removal removal, int[] order, int count) {
    int[] counts = Removal.evenly(count, steps);
    return switch (kind) {
      case DELETION -> removal.removing(order, counts);
      case INSERTION -> removal.inserting(order, counts);
    };
  }

  @Override
  public String toString() {
    return Message.of(
        "%s[replacement=%s, pooling=%s, steps=%s]",
        Ascii.toLowerCase(kind.name()), replacement, pooling, steps);
  }
}
