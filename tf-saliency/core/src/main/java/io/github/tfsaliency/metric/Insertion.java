package io.github.tfsaliency.metric;

import io.github.tfsaliency.attribution.Baseline;

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
 */
public final class Insertion {
  private Insertion() {}

  /**
   * Insertion of pixels whose relevance is the {@linkplain Pooling#SUM sum} over their channels, in
   * {@value PixelCurve#DEFAULT_STEPS} steps.
   *
   * @param replacement what is there before the pixels are put back
   * @return the metric
   */
  public static PixelCurve of(Baseline replacement) {
    return PixelCurve.of(replacement, PixelCurve.Kind.INSERTION);
  }
}
