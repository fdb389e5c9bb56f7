package io.github.tfsaliency.metric;

import static com.google.common.base.Preconditions.checkNotNull;

import org.tensorflow.ndarray.FloatNdArray;

/**
 * How fast does the score fall when the most relevant pixels are removed first? Of n pixels, after
 * step k of K
 *
 * <pre>
 *   round(k n / K) pixels of the largest relevance are replaced
 *   deletion = the area under the score's curve over the fraction replaced
 * </pre>
 *
 * <p>Lower is better: few pixels carried the score, and the map knows them. A pixel is replaced
 * with all its channels; of equal relevance the one with the lower index goes first. An input of
 * fewer pixels than steps has a step for each pixel.
 *
 * <p>Costs K + 1 forward passes.
 *
 * <p>Source: Petsiuk, Das and Saenko, <i>RISE: Randomized Input Sampling for Explanation of
 * Black-box Models</i>, BMVC 2018, the causal metrics, <a
 * href="https://arxiv.org/abs/1806.07421">arXiv:1806.07421</a>. There the score is a probability;
 * areas of logits differ in scale from image to image and are not comparable with it.
 *
 * <p>Does not show whether the map is right where it is small, nor tell a map that found the
 * evidence from one that found what makes the model fail: images with holes are unlike all that it
 * was trained on. See {@link Insertion} and several {@link Replacement}s.
 *
 * @param replacement what takes the place of a pixel
 * @param pooling what a pixel's relevance is; {@link Pooling#SUM} unless told otherwise
 * @param steps how many times pixels are removed, at least 1; {@value #DEFAULT_STEPS} unless told
 *     otherwise
 * @param batchSize how many samples are scored at once, at least 1; 16 unless told otherwise. Does
 *     not change the result
 */
public record Deletion(Replacement replacement, Pooling pooling, int steps, int batchSize) {
  /** How many times pixels are removed, unless told otherwise. */
  public static final int DEFAULT_STEPS = 50;

  /**
   * Creates a metric.
   *
   * @param replacement what takes the place of a pixel
   * @param pooling what a pixel's relevance is
   * @param steps how many times pixels are removed, at least 1
   * @param batchSize how many samples are scored at once, at least 1
   * @throws IllegalArgumentException if a number is out of range
   */
  public Deletion {
    checkNotNull(replacement);
    checkNotNull(pooling);
    Removal.checkSteps(steps);
    Batches.checkSize(batchSize);
  }

  /**
   * Deletion with the other settings as usual.
   *
   * @param replacement what takes the place of a pixel
   * @return the metric
   */
  public static Deletion of(Replacement replacement) {
    return new Deletion(replacement, Pooling.SUM, DEFAULT_STEPS, Batches.DEFAULT_SIZE);
  }

  /**
   * The same with another relevance of pixels.
   *
   * @param newPooling {@link Pooling#SUM_ABSOLUTE} for maps whose sign means nothing
   * @return the metric
   */
  public Deletion withPooling(Pooling newPooling) {
    return new Deletion(replacement, newPooling, steps, batchSize);
  }

  /**
   * The same with another number of steps.
   *
   * @param newSteps how many times pixels are removed, at least 1
   * @return the metric
   * @throws IllegalArgumentException if there are no steps
   */
  public Deletion withSteps(int newSteps) {
    return new Deletion(replacement, pooling, newSteps, batchSize);
  }

  /**
   * The same with another batch size.
   *
   * @param newBatchSize how many samples are scored at once, at least 1
   * @return the metric
   * @throws IllegalArgumentException if it is not positive
   */
  public Deletion withBatchSize(int newBatchSize) {
    return new Deletion(replacement, pooling, steps, newBatchSize);
  }

  /**
   * Removes the pixels of an input in the order of a map.
   *
   * @param model scores the target that the map explains
   * @param input {@code [H, W, C]} or {@code [features]}, one sample as the model takes it
   * @param map the input's shape, or {@code [H, W, 1]} or {@code [H, W]}
   * @return the curve from the input to the replacement; its {@link PerturbationCurve#area} is the
   *     metric
   * @throws IllegalArgumentException if shapes do not fit
   * @throws io.github.tfsaliency.attribution.NonFiniteValueException if the input, the map or a
   *     score has a NaN or an infinity
   */
  public PerturbationCurve measure(ScoreFunction model, FloatNdArray input, FloatNdArray map) {
    Sample sample = Sample.of(input);
    Regions pixels = Regions.pixels(sample);
    return new Removal(model, sample, pixels, replacement, batchSize)
        .removing(
            Regions.placesFromLargest(sample.relevance(map, pooling)),
            Removal.evenly(pixels.count(), steps));
  }
}
