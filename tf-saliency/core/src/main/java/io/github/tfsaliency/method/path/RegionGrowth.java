package io.github.tfsaliency.method.path;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The greedy choice of XRAI: one region after the other, each pixel gets the mean attribution of
 * what was new when it was covered.
 */
final class RegionGrowth {
  private final double[] attribution;
  private final List<int[]> regions;
  private final int minNew;
  private final BitSet covered = new BitSet();
  private final double[] map;

  /**
   * Prepares the choice.
   *
   * @param attribution of each pixel
   * @param regions pixels of each
   * @param minNew pixels that a region has to add; else it is passed over
   */
  RegionGrowth(double[] attribution, List<int[]> regions, int minNew) {
    this.attribution = attribution;
    this.regions = regions;
    this.minNew = minNew;
    map = new double[attribution.length];
  }

  /** Takes the region next that adds the largest mean, looking at what is new of each. */
  double[] full() {
    List<int[]> remaining = new ArrayList<>(regions);
    while (true) {
      remaining.replaceAll(this::uncovered);
      remaining.removeIf(region -> region.length < minNew);
      if (remaining.isEmpty()) {
        return rest();
      }
      double[] gains = remaining.stream().mapToDouble(this::mean).toArray();
      int best = 0;
      for (int i = 1; i < gains.length; i++) {
        best = gains[i] > gains[best] ? i : best;
      }
      cover(remaining.remove(best), gains[best]);
    }
  }

  /** Takes the regions by the mean of the whole of each. */
  double[] fast() {
    int[] order =
        IntStream.range(0, regions.size())
            .filter(i -> regions.get(i).length > 0)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -mean(regions.get(i))))
            .mapToInt(i -> i)
            .toArray();
    for (int i : order) {
      int[] added = uncovered(regions.get(i));
      if (added.length >= minNew) {
        cover(added, mean(added));
      }
    }
    return rest();
  }

  private int[] uncovered(int[] region) {
    return Arrays.stream(region).filter(pixel -> !covered.get(pixel)).toArray();
  }

  private double mean(int[] pixels) {
    double sum = 0;
    for (int pixel : pixels) {
      sum += attribution[pixel];
    }
    return sum / pixels.length;
  }

  private void cover(int[] pixels, double gain) {
    for (int pixel : pixels) {
      covered.set(pixel);
      map[pixel] = gain;
    }
  }

  /** Pixels that no region covers get their own mean, so that the map sums to the attribution. */
  private double[] rest() {
    int[] rest = uncovered(IntStream.range(0, map.length).toArray());
    cover(rest, mean(rest));
    return map;
  }
}
