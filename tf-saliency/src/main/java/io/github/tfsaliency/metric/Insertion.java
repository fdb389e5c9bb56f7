package io.github.tfsaliency.metric;

import static com.google.common.base.Preconditions.checkNotNull;

import org.tensorflow.ndarray.FloatNdArray;

/**
 * How fast does the score rise when the most relevant pixels are put back first? Of n pixels, after
 * step k of K
 *
 * <pre>
 *   round(k n / K) pixels of the largest relevance are the input's, the others are replaced
 *   insertion = the area under the score's curve over the fraction put back
 * </pre>
 *
 * <p>Higher is better: few pixels suffice for the score, and the map knows them. A pixel is put
 * back with all its channels; of equal relevance the one with the lower index comes first. An input
 * of fewer pixels than steps has a step for each pixel.
 *
 * <p>Costs K + 1 forward passes.
 *
 * <p>Source: Petsiuk, Das and Saenko, <i>RISE: Randomized Input Sampling for Explanation of
 * Black-box Models</i>, BMVC 2018, the causal metrics, <a
 * href="https://arxiv.org/abs/1806.07421">arXiv:1806.07421</a>. There the score is a probability
 * and the replacement a blurred copy of the input, which makes fewer edges than one colour does.
 *
 * <p>Does not show whether pixels that come late matter: a model that is sure of a few of them
 * hides the rest of the map. What is put back lies on a picture that the model was not trained on.
 *
 * @param replacement what is there before the pixels are put back
 * @param pooling what a pixel's relevance is; {@link Pooling#SUM} unless told otherwise
 * @param steps how many times pixels are put back, at least 1; {@value #DEFAULT_STEPS} unless told
 *     otherwise
 * @param batchSize how many samples are scored at once, at least 1; 16 unless told otherwise. Does
 *     not change the result
 */
public record Insertion(Replacement replacement, Pooling pooling, int steps, int batchSize) {
  /** How many times pixels are put back, unless told otherwise. */
  public static final int DEFAULT_STEPS = 50;

  /**
   * Creates a metric.
   *
   * @param replacement what is there before the pixels are put back
   * @param pooling what a pixel's relevance is
   * @param steps how many times pixels are put back, at least 1
   * @param batchSize how many samples are scored at once, at least 1
   * @throws IllegalArgumentException if a number is out of range
   */
  public Insertion {
    checkNotNull(replacement);
    checkNotNull(pooling);
    Removal.checkSteps(steps);
    Batches.checkSize(batchSize);
  }

  /**
   * Insertion with the other settings as usual.
   *
   * @param replacement what is there before the pixels are put back
   * @return the metric
   */
  public static Insertion of(Replacement replacement) {
    return new Insertion(replacement, Pooling.SUM, DEFAULT_STEPS, Batches.DEFAULT_SIZE);
  }

  /**
   * The same with another relevance of pixels.
   *
   * @param newPooling {@link Pooling#SUM_ABSOLUTE} for maps whose sign means nothing
   * @return the metric
   */
  public Insertion withPooling(Pooling newPooling) {
    return new Insertion(replacement, newPooling, steps, batchSize);
  }

  /**
   * The same with another number of steps.
   *
   * @param newSteps how many times pixels are put back, at least 1
   * @return the metric
   * @throws IllegalArgumentException if there are no steps
   */
  public Insertion withSteps(int newSteps) {
    return new Insertion(replacement, pooling, newSteps, batchSize);
  }

  /**
   * The same with another batch size.
   *
   * @param newBatchSize how many samples are scored at once, at least 1
   * @return the metric
   * @throws IllegalArgumentException if it is not positive
   */
  public Insertion withBatchSize(int newBatchSize) {
    return new Insertion(replacement, pooling, steps, newBatchSize);
  }

  /**
   * Puts the pixels of an input back in the order of a map.
   *
   * @param model scores the target that the map explains
   * @param input {@code [H, W, C]} or {@code [features]}, one sample as the model takes it
   * @param map the input's shape, or {@code [H, W, 1]} or {@code [H, W]}
   * @return the curve from the replacement to the input; its {@link PerturbationCurve#area} is the
   *     metric
   * @throws IllegalArgumentException if shapes do not fit
   * @throws io.github.tfsaliency.attribution.NonFiniteValueException if the input, the map or a
   *     score has a NaN or an infinity
   */
  public PerturbationCurve measure(ScoreFunction model, FloatNdArray input, FloatNdArray map) {
    Sample sample = Sample.of(input);
    Regions pixels = Regions.pixels(sample);
    return new Removal(model, sample, pixels, replacement, batchSize)
        .inserting(
            Regions.placesFromLargest(sample.relevance(map, pooling)),
            Removal.evenly(pixels.count(), steps));
  }
}
