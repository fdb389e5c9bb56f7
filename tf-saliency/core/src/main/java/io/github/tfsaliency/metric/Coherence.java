package io.github.tfsaliency.metric;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.primitives.Doubles;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.ChannelAxis;
import java.io.Serializable;
import java.util.Arrays;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * Is a map sparse, smooth, or drawn along the edges of the picture? M is a pixel's magnitude, the
 * sum of the absolute values of its channels:
 *
 * <pre>
 *   gini                = 1 - 2 sum over k = 1 ... n of M_(k) / sum(M) (n - k + 1/2) / n,
 *                         M_(1) the smallest
 *   totalVariation      = mean |M_i - M_j| over neighbours in a row or column / mean(M)
 *   edgeCorrelation     = Pearson's correlation of M and the picture's Sobel gradient magnitude
 *   edgeRankCorrelation = Spearman's correlation of the same
 * </pre>
 *
 * <p>Gini is 0 if all pixels are equal, and close to 1 if one pixel has everything. Total variation
 * is 0 if all pixels are equal; it is larger for a grainier map. The picture's channels are
 * averaged before its gradient is computed; at the border the nearest pixels are repeated.
 *
 * <p>No high or low value is better: the numbers describe the look of a map, not whether it is
 * right. Scale and sign of the map do not matter. Costs no forward pass.
 *
 * <p>Source: Hurley and Rickard, <i>Comparing Measures of Sparsity</i>, IEEE Transactions on
 * Information Theory 2009, <a href="https://arxiv.org/abs/0811.4706">arXiv:0811.4706</a>, for maps
 * as in Chalasani et al., <i>Concise Explanations of Neural Networks using Adversarial
 * Training</i>, ICML 2020, <a href="https://arxiv.org/abs/1810.06583">arXiv:1810.06583</a>. Maps
 * may be edge detectors: Adebayo et al., <i>Sanity Checks for Saliency Maps</i>, NeurIPS 2018, <a
 * href="https://arxiv.org/abs/1810.03292">arXiv:1810.03292</a>; total variation and the
 * correlations with edges are this library's.
 *
 * <p>Shows nothing about the model: an edge detector, which uses no model, looks best.
 *
 * @param gini from 0 to 1; NaN if the map is zero everywhere
 * @param totalVariation 0 or more; NaN if the map is zero everywhere or has one pixel
 * @param edgeCorrelation from -1 to 1; NaN if the map or the picture is the same everywhere
 * @param edgeRankCorrelation from -1 to 1; NaN if the map or the picture is the same everywhere
 * @since 0.1.0
 */
public record Coherence(
    double gini, double totalVariation, double edgeCorrelation, double edgeRankCorrelation)
    implements Serializable {
  /**
   * Measures a map.
   *
   * @param map {@code [H, W, C]} or {@code [H, W]}
   * @param picture {@code [H, W, C]} or {@code [H, W]}, of the map's height and width, in any pixel
   *     encoding that is linear
   * @return the four numbers
   * @throws IllegalArgumentException if the shapes do not fit
   * @throws io.github.tfsaliency.attribution.NonFiniteValueException if the map or the picture has
   *     a NaN or an infinity
   */
  public static Coherence of(Attribution map, FloatNdArray picture) {
    if (map.isChannelsFirst()) {
      return of(
          map.withChannelsLast(),
          picture.rank() == 3 ? ChannelAxis.sampleToLast(picture) : picture);
    }
    PixelMap magnitudes = PixelMap.of(map.values(), Pooling.SUM_ABSOLUTE);
    checkArgument(
        picture.shape().numDimensions() > 1
            && picture.shape().numDimensions() < 4
            && picture.shape().take(2).equals(map.shape().take(2)),
        "The picture (shape %s) does not fit the map (shape %s).",
        picture.shape(),
        map.shape());
    double[] values = Elements.finite(picture, "picture");
    double[] edges =
        Sobel.magnitudes(
            new PixelMap(
                magnitudes.height(),
                magnitudes.width(),
                Elements.pixelMeans(values, values.length / magnitudes.values().length)));
    return new Coherence(
        gini(magnitudes.values()),
        totalVariation(magnitudes),
        Correlation.PEARSON.of(magnitudes.values(), edges),
        Correlation.SPEARMAN.of(magnitudes.values(), edges));
  }

  private static double gini(double[] magnitudes) {
    double[] sorted = magnitudes.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    double sum = 0;
    double weighted = 0;
    for (int i = 0; i < n; i++) {
      sum += sorted[i];
      weighted += sorted[i] * (n - i - 0.5) / n;
    }
    return Doubles.constrainToRange(1 - 2 * weighted / sum, 0, 1);
  }

  private static double totalVariation(PixelMap map) {
    double sum = 0;
    int pairs = 0;
    for (int row = 0; row < map.height(); row++) {
      for (int column = 0; column < map.width(); column++) {
        if (column + 1 < map.width()) {
          sum += Math.abs(map.get(row, column) - map.get(row, column + 1));
          pairs++;
        }
        if (row + 1 < map.height()) {
          sum += Math.abs(map.get(row, column) - map.get(row + 1, column));
          pairs++;
        }
      }
    }
    return sum / pairs / Elements.mean(map.values());
  }
}
