package io.github.tfsaliency.metric;

import static com.google.common.base.Preconditions.checkNotNull;

import com.google.common.base.Ascii;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.ChannelAxis;
import io.github.tfsaliency.message.Message;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * The curve of the score while pixels are replaced in the order of a map, from the most relevant:
 * {@link Deletion} takes them away from the input, {@link Insertion} puts them back.
 *
 * <p>Immutable.
 */
public final class PixelCurve {
  /** How many times pixels are removed or put back by default. */
  public static final int DEFAULT_STEPS = 50;

  /** Which way pixels go. */
  enum Kind {
    DELETION,
    INSERTION
  }

  private record Settings(
      Kind kind, Baseline replacement, Pooling pooling, int steps, int batchSize) {
    Settings {
      checkNotNull(replacement);
      checkNotNull(pooling);
      Removal.checkSteps(steps);
      Batches.checkSize(batchSize);
    }
  }

  private final Settings settings;

  private PixelCurve(Settings settings) {
    this.settings = settings;
  }

  static PixelCurve of(Baseline replacement, Kind kind) {
    return new PixelCurve(
        new Settings(kind, replacement, Pooling.SUM, DEFAULT_STEPS, Batches.DEFAULT_SIZE));
  }

  /**
   * Chooses the relevance of pixels.
   *
   * @param pooling {@link Pooling#SUM} by default; {@link Pooling#SUM_ABSOLUTE} for maps whose sign
   *     means nothing
   * @return a new metric
   */
  public PixelCurve withPooling(Pooling pooling) {
    return new PixelCurve(
        new Settings(
            settings.kind, settings.replacement, pooling, settings.steps, settings.batchSize));
  }

  /**
   * Chooses the number of steps.
   *
   * @param steps how many times pixels are removed or put back, at least 1; {@value #DEFAULT_STEPS}
   *     by default
   * @return a new metric
   * @throws IllegalArgumentException if there are no steps
   */
  public PixelCurve withSteps(int steps) {
    return new PixelCurve(
        new Settings(
            settings.kind, settings.replacement, settings.pooling, steps, settings.batchSize));
  }

  /**
   * Chooses the batch size. It does not change the result.
   *
   * @param batchSize how many samples are scored at once, at least 1; 16 by default
   * @return a new metric
   * @throws IllegalArgumentException if it is not positive
   */
  public PixelCurve withBatchSize(int batchSize) {
    return new PixelCurve(
        new Settings(
            settings.kind, settings.replacement, settings.pooling, settings.steps, batchSize));
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
    int[] order = Regions.placesFromLargest(sample.relevance(map.values(), settings.pooling));
    Regions pixels = Regions.pixels(sample);
    int[] counts = Removal.evenly(pixels.count(), settings.steps);
    Removal removal = new Removal(model, sample, pixels, settings.replacement, settings.batchSize);
    return switch (settings.kind) {
      case DELETION -> removal.removing(order, counts);
      case INSERTION -> removal.inserting(order, counts);
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PixelCurve that && that.settings.equals(settings);
  }

  @Override
  public int hashCode() {
    return settings.hashCode();
  }

  @Override
  public String toString() {
    return Message.of(
        "%s[replacement=%s, pooling=%s, steps=%s]",
        Ascii.toLowerCase(settings.kind.name()),
        settings.replacement,
        settings.pooling,
        settings.steps);
  }
}
