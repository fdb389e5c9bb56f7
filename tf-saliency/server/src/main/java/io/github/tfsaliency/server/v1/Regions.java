package io.github.tfsaliency.server.v1;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.server.answer.Refusal;
import io.github.tfsaliency.server.protocol.NestedNumbers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

/**
 * The boxes of a map that count most. A box begins at the place with the largest magnitude that no
 * box has yet, and takes in the row or column at its side with the largest mean, as long as that
 * mean has the same sign and is at least half of the box's. Boxes do not overlap.
 *
 * <p>Places are compared by means over a small window, so that a noisy map has regions too; sums
 * are those of the map itself. The values of a vector are features, so each is a box of its own.
 */
final class Regions {
  private static final double LEAST_OF_MEAN = 0.5;

  /** The window's radius is this part of the shorter side. */
  private static final int WINDOW = 32;

  /**
   * A box and what the map has in it.
   *
   * @param top row, from 0
   * @param left column, from 0
   * @param height in rows
   * @param width in columns
   * @param sum of the map's values in the box
   * @param share of the sum of magnitudes over all places, with the sign of the sum
   */
  record Region(int top, int left, int height, int width, double sum, double share) {}

  private final int height;
  private final int width;
  private final boolean grows;
  private final double[] places;
  private final double[] smooth;
  private final boolean[] taken;

  private Regions(int height, int width, boolean grows, double[] places) {
    this.height = height;
    this.width = width;
    this.grows = grows;
    this.places = places;
    this.smooth = smoothed();
    this.taken = new boolean[places.length];
  }

  /**
   * Finds regions.
   *
   * @param map {@code [H, W, C]}, of which channels are summed, {@code [H, W]}, {@code [N]} as one
   *     row, or a number
   * @param most how many
   * @return the largest share first; none of a map of zeros
   */
  static ImmutableList<Region> of(FloatNdArray map, int most) {
    Shape shape = map.shape();
    int rank = shape.numDimensions();
    if (rank > 3) {
      throw Refusal.badRequest(
          "A map of shape %s has no rows and columns, so it has no regions.\n"
              + "Maybe request the format 'array'.",
          shape);
    }
    int height = rank < 2 ? 1 : Math.toIntExact(shape.get(0));
    int width = rank < 1 ? 1 : Math.toIntExact(shape.get(Math.min(1, rank - 1)));
    return new Regions(height, width, rank > 1, sums(map, height * width)).find(most);
  }

  private static double[] sums(FloatNdArray map, int places) {
    float[] values = NestedNumbers.flat(map);
    int channels = values.length / places;
    double[] sums = new double[places];
    for (int i = 0; i < values.length; i++) {
      sums[i / channels] += values[i];
    }
    return sums;
  }

  private ImmutableList<Region> find(int most) {
    double total = 0;
    for (double place : places) {
      total += Math.abs(place);
    }
    List<Region> found = new ArrayList<>();
    for (int seed = seed(); found.size() < most && seed >= 0; seed = seed()) {
      found.add(grow(seed, total));
    }
    found.sort(Comparator.comparingDouble((Region region) -> Math.abs(region.share())).reversed());
    return ImmutableList.copyOf(found);
  }

  /** The place with the largest magnitude that is free; -1 if all others are zero. */
  private int seed() {
    int best = -1;
    double largest = 0;
    for (int i = 0; i < smooth.length; i++) {
      if (!taken[i] && Math.abs(smooth[i]) > largest) {
        largest = Math.abs(smooth[i]);
        best = i;
      }
    }
    return best;
  }

  private Region grow(int seed, double total) {
    int top = seed / width;
    int left = seed % width;
    int bottom = top + 1;
    int right = left + 1;
    double sign = Math.signum(smooth[seed]);
    double sum = sign * smooth[seed];
    while (grows) {
      double[] means = {
        mean(top - 1, left, top, right, sign),
        mean(bottom, left, bottom + 1, right, sign),
        mean(top, left - 1, bottom, left, sign),
        mean(top, right, bottom, right + 1, sign)
      };
      int best = 0;
      for (int side = 1; side < means.length; side++) {
        best = means[side] > means[best] ? side : best;
      }
      long size = (long) (bottom - top) * (right - left);
      if (!(means[best] > 0 && means[best] >= LEAST_OF_MEAN * sum / size)) {
        break;
      }
      sum += means[best] * (best < 2 ? right - left : bottom - top);
      switch (best) {
        case 0 -> top--;
        case 1 -> bottom++;
        case 2 -> left--;
        default -> right++;
      }
    }
    return take(top, left, bottom, right, total);
  }

  /** Of a strip, times the sign; no number where it leaves the map or another box has it. */
  private double mean(int top, int left, int bottom, int right, double sign) {
    if (top < 0 || left < 0 || bottom > height || right > width) {
      return Double.NEGATIVE_INFINITY;
    }
    double sum = 0;
    for (int row = top; row < bottom; row++) {
      for (int column = left; column < right; column++) {
        if (taken[row * width + column]) {
          return Double.NEGATIVE_INFINITY;
        }
        sum += smooth[row * width + column];
      }
    }
    return sign * sum / ((long) (bottom - top) * (right - left));
  }

  private Region take(int top, int left, int bottom, int right, double total) {
    double sum = 0;
    for (int row = top; row < bottom; row++) {
      for (int column = left; column < right; column++) {
        taken[row * width + column] = true;
        sum += places[row * width + column];
      }
    }
    double share = total > 0 ? sum / total : 0;
    return new Region(top, left, bottom - top, right - left, sum, share);
  }

  /** Means over windows, which end at the border. */
  private double[] smoothed() {
    int radius = Math.min(height, width) / WINDOW;
    if (radius == 0) {
      return places.clone();
    }
    double[] integral = new double[(height + 1) * (width + 1)];
    for (int row = 0; row < height; row++) {
      double line = 0;
      for (int column = 0; column < width; column++) {
        line += places[row * width + column];
        integral[(row + 1) * (width + 1) + column + 1] =
            integral[row * (width + 1) + column + 1] + line;
      }
    }
    double[] means = new double[places.length];
    for (int row = 0; row < height; row++) {
      int top = Math.max(0, row - radius);
      int bottom = Math.min(height, row + radius + 1);
      for (int column = 0; column < width; column++) {
        int left = Math.max(0, column - radius);
        int right = Math.min(width, column + radius + 1);
        double sum =
            integral[bottom * (width + 1) + right]
                - integral[top * (width + 1) + right]
                - integral[bottom * (width + 1) + left]
                + integral[top * (width + 1) + left];
        means[row * width + column] = sum / ((long) (bottom - top) * (right - left));
      }
    }
    return means;
  }
}
