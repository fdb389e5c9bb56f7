package io.github.tfsaliency.metric;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Value;
import java.util.Arrays;

/**
 * Does the most relevant pixel lie on the object?
 *
 * <pre>
 *   hit      = the maximum of R is at most the tolerance away from a pixel of the mask
 *   accuracy = hits / (hits + misses), the mean over pictures
 * </pre>
 *
 * <p>Higher is better. If several pixels share the maximum, all of them must be hits, so that a
 * constant map does not hit by chance. Costs no forward pass.
 *
 * <p>Source: Zhang, Bargal, Lin, Brandt, Shen and Sclaroff, <i>Top-Down Neural Attention by
 * Excitation Backprop</i>, International Journal of Computer Vision 2018, the pointing game, <a
 * href="https://arxiv.org/abs/1608.00507">arXiv:1608.00507</a>: 15 pixels of tolerance, the mean
 * over classes. The treatment of ties is this library's.
 *
 * <p>Shows only one pixel. Large objects are hit by chance, and by a map that points at the middle
 * of every picture. Compare the result with such a map.
 *
 * @since 0.1.0
 */
public final class PointingGame extends Value {
  private static final long serialVersionUID = 1;

  /** The default tolerance in pixels. */
  public static final int DEFAULT_TOLERANCE = 15;

  private final Pooling pooling;
  private final int tolerance;

  private PointingGame(Pooling pooling, int tolerance) {
    checkArgument(tolerance >= 0, "The tolerance (%s) must be at least 0 pixels.", tolerance);
    this.pooling = requireNonNull(pooling, "pooling");
    this.tolerance = tolerance;
  }

  /**
   * The pointing game with the tolerance {@value #DEFAULT_TOLERANCE}.
   *
   * @param pooling the relevance of a pixel: {@link Pooling#SUM} for evidence for the target,
   *     {@link Pooling#SUM_ABSOLUTE} for maps whose sign has no meaning
   * @return the metric
   */
  public static PointingGame of(Pooling pooling) {
    return new PointingGame(pooling, DEFAULT_TOLERANCE);
  }

  /**
   * The same with another tolerance.
   *
   * @param newTolerance in pixels, Euclidean, at least 0; {@value #DEFAULT_TOLERANCE} by default
   * @return the metric
   * @throws IllegalArgumentException if it is negative
   */
  public PointingGame withTolerance(int newTolerance) {
    return new PointingGame(pooling, newTolerance);
  }

  /**
   * Plays one round.
   *
   * @param map {@code [H, W, C]} or {@code [H, W]}
   * @param mask H rows of W pixels, true on the object; not kept
   * @return whether the map points at the object
   * @throws IllegalArgumentException if the shapes do not fit or no pixel of the mask is true
   * @throws io.github.tfsaliency.attribution.NonFiniteValueException if the map has a NaN or an
   *     infinity
   */
  public boolean hits(Attribution map, boolean[][] mask) {
    PixelMap relevance = PixelMap.of(map.withChannelsLast().values(), pooling);
    relevance.checkMask(mask);
    double max = Arrays.stream(relevance.values()).max().orElseThrow();
    for (int row = 0; row < relevance.height(); row++) {
      for (int column = 0; column < relevance.width(); column++) {
        if (relevance.get(row, column) == max && !isNear(mask, row, column)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean isNear(boolean[][] mask, int row, int column) {
    long most = (long) tolerance * tolerance;
    int bottom = (int) Math.min(mask.length - 1, (long) row + tolerance);
    int right = (int) Math.min(mask[row].length - 1, (long) column + tolerance);
    for (int y = Math.max(0, row - tolerance); y <= bottom; y++) {
      for (int x = Math.max(0, column - tolerance); x <= right; x++) {
        long down = (long) y - row;
        long along = (long) x - column;
        if (mask[y][x] && down * down + along * along <= most) {
          return true;
        }
      }
    }
    return false;
  }
}
