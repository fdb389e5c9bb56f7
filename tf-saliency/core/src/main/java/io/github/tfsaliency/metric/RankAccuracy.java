package io.github.tfsaliency.metric;

import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Value;
import java.util.Arrays;

/**
 * How many of the most relevant pixels lie on the object? With K pixels on the object,
 *
 * <pre>
 *   rank accuracy = how many of the K pixels of the largest R lie on it / K
 * </pre>
 *
 * <p>Higher is better, from 0 to 1. Only the order of the pixels matters, not their scale. If
 * several pixels share the last rank, those on the object count in proportion: a constant map gets
 * the mask's fraction of the picture. Costs no forward pass.
 *
 * <p>Source: Arras, Osman and Samek, <i>CLEVR-XAI: A Benchmark Dataset for the Ground Truth
 * Evaluation of Neural Network Explanations</i>, Information Fusion 2022, relevance rank accuracy,
 * <a href="https://arxiv.org/abs/2003.07258">arXiv:2003.07258</a>; the treatment of ties is this
 * library's.
 *
 * <p>Does not show whether the model looks at the object. A faithful map gets a low value if the
 * model looks at the background, or only at a part of the object.
 *
 * @since 0.1.0
 */
public final class RankAccuracy extends Value {
  private static final long serialVersionUID = 1;

  private final Pooling pooling;

  private RankAccuracy(Pooling pooling) {
    this.pooling = requireNonNull(pooling, "pooling");
  }

  /**
   * Rank accuracy with a definition of a pixel's relevance.
   *
   * @param pooling the relevance of a pixel: {@link Pooling#SUM} or {@link Pooling#SUM_POSITIVE}
   *     for evidence for the target, {@link Pooling#SUM_ABSOLUTE} for maps whose sign has no
   *     meaning
   * @return the metric
   */
  public static RankAccuracy of(Pooling pooling) {
    return new RankAccuracy(pooling);
  }

  /**
   * Compares a map with the mask of an object.
   *
   * @param map {@code [H, W, C]} or {@code [H, W]}
   * @param mask H rows of W pixels, true on the object; not kept
   * @return from 0 to 1
   * @throws IllegalArgumentException if the shapes do not fit or no pixel of the mask is true
   * @throws io.github.tfsaliency.attribution.NonFiniteValueException if the map has a NaN or an
   *     infinity
   */
  public double measure(Attribution map, boolean[][] mask) {
    PixelMap relevance = PixelMap.of(map.withChannelsLast().values(), pooling);
    int places = relevance.checkMask(mask);
    double[] sorted = relevance.values().clone();
    Arrays.sort(sorted);
    double last = sorted[sorted.length - places];
    int above = 0;
    int hitsAbove = 0;
    int tied = 0;
    int hitsTied = 0;
    for (int row = 0; row < relevance.height(); row++) {
      for (int column = 0; column < relevance.width(); column++) {
        double value = relevance.get(row, column);
        int hit = mask[row][column] ? 1 : 0;
        if (value > last) {
          above++;
          hitsAbove += hit;
        } else if (value == last) {
          tied++;
          hitsTied += hit;
        }
      }
    }
    return (hitsAbove + hitsTied * (double) (places - above) / tied) / places;
  }
}
