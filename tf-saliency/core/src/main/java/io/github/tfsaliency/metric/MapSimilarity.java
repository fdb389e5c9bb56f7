package io.github.tfsaliency.metric;

import static io.github.tfsaliency.message.Checks.checkArgument;

import io.github.tfsaliency.attribution.Attribution;
import java.io.Serializable;

/**
 * How similar are two maps? Use it for randomisation tests. There the map of the trained model
 * should differ from the map of the same model with random weights, or trained on random labels.
 *
 * <pre>
 *   rankCorrelation             = Spearman's of the values
 *   rankCorrelationOfMagnitudes = Spearman's of the absolute values
 *   ssim                        = SSIM of the pixels' sums over the channels
 *   ssimOfMagnitudes            = SSIM of the pixels' sums of absolute values
 * </pre>
 *
 * <p>Before SSIM each map is scaled to the range from 0 to 1. In a signed map 0 becomes 1/2 and the
 * largest absolute value becomes 0 or 1, as on a diverging colour scale. In a map of magnitudes 0
 * stays 0. Without this scaling, SSIM would call a map and its negative similar. Windows have 11 x
 * 11 pixels with Gaussian weights of standard deviation 1.5, and lie inside the picture; K1 is 0.01
 * and K2 0.03.
 *
 * <p>In a randomisation test lower is better: near 0, the map depends on the randomised weights or
 * labels. Costs no forward pass, apart from the maps of the randomised models.
 *
 * <p>Source: Adebayo, Gilmer, Muelly, Goodfellow, Hardt and Kim, <i>Sanity Checks for Saliency
 * Maps</i>, NeurIPS 2018, <a href="https://arxiv.org/abs/1810.03292">arXiv:1810.03292</a>; Wang,
 * Bovik, Sheikh and Simoncelli, <i>Image Quality Assessment: From Error Visibility to Structural
 * Similarity</i>, IEEE Transactions on Image Processing 2004, equation 13, <a
 * href="https://doi.org/10.1109/TIP.2003.819861">doi:10.1109/TIP.2003.819861</a>.
 *
 * <p>Does not show which map is right. Maps that are multiplied by the input are similar because
 * the input is the same. Maps that are zero nearly everywhere have a high SSIM and, because of
 * ties, a high rank correlation.
 *
 * @param rankCorrelation from -1 to 1; NaN if all values of a map are equal
 * @param rankCorrelationOfMagnitudes from -1 to 1; NaN if all absolute values of a map are equal
 * @param ssim from -1 to 1; NaN if a map is zero everywhere or smaller than a window
 * @param ssimOfMagnitudes from -1 to 1; NaN if a map is zero everywhere or smaller than a window
 * @since 0.1.0
 */
public record MapSimilarity(
    double rankCorrelation,
    double rankCorrelationOfMagnitudes,
    double ssim,
    double ssimOfMagnitudes)
    implements Serializable {
  /**
   * Compares two maps of one picture.
   *
   * @param first {@code [H, W, C]} or {@code [H, W]}
   * @param second same shape
   * @return their similarity, which does not depend on their order or scale
   * @throws IllegalArgumentException if the shapes differ or are not shapes of a picture
   * @throws io.github.tfsaliency.attribution.NonFiniteValueException if a map has a NaN or an
   *     infinity
   */
  public static MapSimilarity of(Attribution first, Attribution second) {
    checkArgument(
        first.shape().equals(second.shape()),
        "The map (shape %s) does not fit the map that it is compared with (shape %s).",
        second.shape(),
        first.shape());
    return new MapSimilarity(
        Correlation.SPEARMAN.of(
            Elements.finite(first.values(), "map"), Elements.finite(second.values(), "map")),
        Correlation.SPEARMAN.of(
            Elements.magnitudes(first.values()), Elements.magnitudes(second.values())),
        ssim(
            PixelMap.of(first.withChannelsLast().values(), Pooling.SUM),
            PixelMap.of(second.withChannelsLast().values(), Pooling.SUM),
            0.5),
        ssim(
            PixelMap.of(first.withChannelsLast().values(), Pooling.SUM_ABSOLUTE),
            PixelMap.of(second.withChannelsLast().values(), Pooling.SUM_ABSOLUTE),
            0));
  }

  /** The maps are scaled to the range from 0 to 1, with their zero at a given place of it. */
  private static double ssim(PixelMap first, PixelMap second, double zero) {
    double a = (1 - zero) / first.largestMagnitude();
    double b = (1 - zero) / second.largestMagnitude();
    return Double.isFinite(a) && Double.isFinite(b)
        ? Ssim.of(first.line(a, zero), second.line(b, zero))
        : Double.NaN;
  }
}
