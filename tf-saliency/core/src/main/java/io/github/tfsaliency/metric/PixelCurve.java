package io.github.tfsaliency.metric;

import static java.util.Objects.requireNonNull;

import com.google.common.base.Ascii;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.ChannelAxis;
import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.message.Message;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * The curve of the score while pixels are replaced in the order of a map, from the most relevant:
 * {@link Deletion} takes them away from the input, {@link Insertion} puts them back.
 *
 * <p>Immutable.
 */
public final class PixelCurve extends Value {
  private static final long serialVersionUID = 1;

  /** How many times pixels are removed or put back by default. */
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

  private PixelCurve(Kind kind, Baseline replacement, Pooling pooling, int steps, int batchSize) {
    Removal.checkSteps(steps);
    Batches.checkSize(batchSize);
    this.kind = requireNonNull(kind, "kind");
    this.replacement = requireNonNull(replacement, "replacement");
    this.pooling = requireNonNull(pooling, "pooling");
    this.steps = steps;
    this.batchSize = batchSize;
  }

  static PixelCurve of(Baseline replacement, Kind kind) {
    return new PixelCurve(kind, replacement, Pooling.SUM, DEFAULT_STEPS, Batches.DEFAULT_SIZE);
  }

  /**
   * Chooses the relevance of pixels.
   *
   * @param newPooling {@link Pooling#SUM} by default; {@link Pooling#SUM_ABSOLUTE} for maps whose
   *     sign means nothing
   * @return a new metric
   */
  public PixelCurve withPooling(Pooling newPooling) {
    return new PixelCurve(kind, replacement, newPooling, steps, batchSize);
  }

  /**
   * Chooses the number of steps.
   *
   * @param newSteps how many times pixels are removed or put back, at least 1; {@value
   *     #DEFAULT_STEPS} by default
   * @return a new metric
   * @throws IllegalArgumentException if there are no steps
   */
  public PixelCurve withSteps(int newSteps) {
    return new PixelCurve(kind, replacement, pooling, newSteps, batchSize);
  }

  /**
   * Chooses the batch size. It does not change the result.
   *
   * @param newBatchSize how many samples are scored at once, at least 1; 16 by default
   * @return a new metric
   * @throws IllegalArgumentException if it is not positive
   */
  public PixelCurve withBatchSize(int newBatchSize) {
    return new PixelCurve(kind, replacement, pooling, steps, newBatchSize);
  }

  /**
   * Removes the pixels of an input, or puts them back, in the order of a map.
   *
   * @param model scores the target that the map explains
   * @param input {@code [H, W, C]} or {@code [features]}, one sample as the model takes it
   * @param map the input's shape, or {@code [H, W, 1]} or {@code [H, W]}
   * @return the curve over the fraction of pixels that were removed or put back; its {@link
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
    Sample sample = Sample.of(input);
    int[] order = Regions.placesFromLargest(sample.relevance(map.values(), pooling));
    Regions pixels = Regions.pixels(sample);
    int[] counts = Removal.evenly(pixels.count(), steps);
    Removal removal = new Removal(model, sample, pixels, replacement, batchSize);
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
