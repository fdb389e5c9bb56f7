package io.github.tfsaliency.metric;

import io.github.tfsaliency.attribution.Baseline;

/**
 * How fast does the score fall when the most relevant pixels are removed first? Of n pixels, after
 * step k of K
 *
 * <pre>
 *   round(k n / K) pixels of the largest relevance are replaced
 *   deletion = the area under the score's curve over the fraction replaced
 * </pre>
 *
 * <p>Lower is better: then few pixels carried the score, and the map found them. All channels of a
 * pixel are replaced together. Pixels of equal relevance are replaced in the order of their
 * indices. An input with fewer pixels than steps has one step for each pixel.
 *
 * <p>Costs K + 1 forward passes.
 *
 * <p>Source: Petsiuk, Das and Saenko, <i>RISE: Randomized Input Sampling for Explanation of
 * Black-box Models</i>, BMVC 2018, the causal metrics, <a
 * href="https://arxiv.org/abs/1806.07421">arXiv:1806.07421</a>. There the score is a probability.
 * Areas of logits differ in scale between images, and cannot be compared with areas of
 * probabilities.
 *
 * <p>Does not show whether the map is right where it is small. Does not distinguish a map that
 * found the evidence from a map that found pixels whose removal makes the model fail: images with
 * holes differ from all training images. See {@link Insertion} and several {@link Baseline}s.
 *
 * @since 0.1.0
 */
public final class Deletion {
  private Deletion() {}

  /**
   * Deletion of pixels whose relevance is the {@linkplain Pooling#SUM sum} over their channels, in
   * {@value PixelCurve#DEFAULT_STEPS} steps.
   *
   * @param replacement the replacement of a pixel
   * @return the metric
   */
  public static PixelCurve of(Baseline replacement) {
    return PixelCurve.of(replacement, PixelCurve.Kind.DELETION);
  }
}
