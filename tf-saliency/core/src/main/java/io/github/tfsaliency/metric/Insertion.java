package io.github.tfsaliency.metric;

import io.github.tfsaliency.attribution.Baseline;

/**
 * How fast does the score rise if the most relevant pixels are put back first? Of n pixels, after
 * step k of K
 *
 * <pre>
 *   round(k n / K) pixels of the largest relevance are the input's, the others are replaced
 *   insertion = the area under the score's curve over the fraction put back
 * </pre>
 *
 * <p>Higher is better: then few pixels suffice for the score, and the map found them. All channels
 * of a pixel are put back together. Pixels of equal relevance are put back in the order of their
 * indices. An input with fewer pixels than steps has one step for each pixel.
 *
 * <p>Costs K + 1 forward passes.
 *
 * <p>Source: Petsiuk, Das and Saenko, <i>RISE: Randomized Input Sampling for Explanation of
 * Black-box Models</i>, BMVC 2018, the causal metrics, <a
 * href="https://arxiv.org/abs/1806.07421">arXiv:1806.07421</a>. There the score is a probability,
 * and the replacement is a blurred copy of the input, which has fewer new edges than a single
 * colour.
 *
 * <p>Does not show whether late pixels matter: if the model is sure after a few pixels, the rest of
 * the map is not tested. The model was not trained on partly replaced pictures.
 *
 * @since 0.1.0
 */
public final class Insertion {
  private Insertion() {}

  /**
   * Insertion of pixels whose relevance is the {@linkplain Pooling#SUM sum} over their channels, in
   * {@value PixelCurve#DEFAULT_STEPS} steps.
   *
   * @param replacement the values before the pixels are put back
   * @return the metric
   */
  public static PixelCurve of(Baseline replacement) {
    return PixelCurve.of(replacement, PixelCurve.Kind.INSERTION);
  }
}
