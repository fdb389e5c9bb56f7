package io.github.tfsaliency.metric;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Value;

/**
 * How large is the fraction of the relevance that lies on the object?
 *
 * <pre>
 *   mass accuracy = sum of R over the mask / sum of R over the picture
 * </pre>
 *
 * <p>Higher is better, from 0 to 1. A constant map gets the mask's fraction of the picture. Costs
 * no forward pass.
 *
 * <p>Source: Arras, Osman and Samek, <i>CLEVR-XAI: A Benchmark Dataset for the Ground Truth
 * Evaluation of Neural Network Explanations</i>, Information Fusion 2022, relevance mass accuracy,
 * <a href="https://arxiv.org/abs/2003.07258">arXiv:2003.07258</a>.
 *
 * <p>Does not show whether the model looks at the object: a faithful map of a model that looks at
 * the background gets a low value. Does not show whether the map covers the object: one pixel is
 * enough.
 *
 * @since 0.1.0
 */
public final class MassAccuracy extends Value {
  private static final long serialVersionUID = 1;

  private final Pooling pooling;

  private MassAccuracy(Pooling pooling) {
    checkArgument(
        pooling != Pooling.SUM,
        "A fraction of relevance cannot be computed with SUM, which may be negative.\n"
            + "Maybe use SUM_POSITIVE or SUM_ABSOLUTE.");
    this.pooling = requireNonNull(pooling, "pooling");
  }

  /**
   * Mass accuracy with a definition of a pixel's relevance.
   *
   * @param pooling the relevance of a pixel: {@link Pooling#SUM_POSITIVE} for evidence for the
   *     target, {@link Pooling#SUM_ABSOLUTE} for maps whose sign has no meaning
   * @return the metric
   * @throws IllegalArgumentException if {@code pooling} may be negative
   */
  public static MassAccuracy of(Pooling pooling) {
    return new MassAccuracy(pooling);
  }

  /**
   * Compares a map with the mask of an object.
   *
   * @param map {@code [H, W, C]} or {@code [H, W]}
   * @param mask H rows of W pixels, true on the object; not kept
   * @return from 0 to 1; NaN if there is no relevance
   * @throws IllegalArgumentException if the shapes do not fit or no pixel of the mask is true
   * @throws io.github.tfsaliency.attribution.NonFiniteValueException if the map has a NaN or an
   *     infinity
   */
  public double measure(Attribution map, boolean[][] mask) {
    PixelMap relevance = PixelMap.of(map.withChannelsLast().values(), pooling);
    relevance.checkMask(mask);
    double inside = 0;
    double all = 0;
    for (int row = 0; row < relevance.height(); row++) {
      for (int column = 0; column < relevance.width(); column++) {
        double value = relevance.get(row, column);
        all += value;
        inside += mask[row][column] ? value : 0;
      }
    }
    return inside / all;
  }
}
