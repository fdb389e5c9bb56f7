package io.github.tfsaliency.method.path;

import io.github.tfsaliency.raster.CubicResize;
import io.github.tfsaliency.sampling.PixelGrid;
import io.github.tfsaliency.segment.PixelEdges;
import io.github.tfsaliency.segment.Segments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** The regions that XRAI chooses from: segments of several sizes, each a little enlarged. */
final class XraiRegions {
  private static final double[] SCALES = {50, 100, 150, 250, 500, 1200};
  private static final double SIGMA = 0.8;
  private static final int MIN_SIZE = 150;
  private static final int SIDE = 224;
  private static final int DILATION = 5;

  private XraiRegions() {}

  /** The pixels of each region of an image, which is scaled to [-1, 1] and 224 x 224 for that. */
  static List<int[]> of(float[] image, PixelGrid grid) {
    double[] resized =
        new CubicResize(grid.height(), grid.width(), grid.channels(), SIDE, SIDE)
            .apply(scaled(image));
    // the authors' code holds the image in float32 here
    Arrays.setAll(resized, i -> (float) resized[i]);
    PixelEdges edges = PixelEdges.of(resized, SIDE, SIDE, grid.channels(), SIGMA);
    List<int[]> regions = new ArrayList<>();
    for (double scale : SCALES) {
      Segments segments = edges.segments(scale, MIN_SIZE);
      BitSet[] enlarged = new BitSet[segments.count()];
      Arrays.setAll(enlarged, any -> new BitSet());
      for (int pixel = 0; pixel < grid.pixels(); pixel++) {
        int row = pixel / grid.width();
        int column = pixel % grid.width();
        int label = segments.label(nearest(row, grid.height()), nearest(column, grid.width()));
        enlarge(enlarged[label], row, column, grid);
      }
      for (BitSet region : enlarged) {
        regions.add(region.stream().toArray());
      }
    }
    return regions;
  }

  private static double[] scaled(float[] image) {
    float least = Float.POSITIVE_INFINITY;
    float largest = Float.NEGATIVE_INFINITY;
    for (float value : image) {
      least = Math.min(least, value);
      largest = Math.max(largest, value);
    }
    double[] scaled = new double[image.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = largest > least ? (image[i] - least) / (largest - least) * 2 - 1 : -1;
    }
    return scaled;
  }

  private static int nearest(int pixel, int size) {
    // halfway between two pixels rounding decides: in this order, it decides as SciPy's does
    return (int) Math.floor((pixel + 0.5) * ((double) SIDE / size) - 0.5 + 0.5);
  }

  /** Adds a pixel with all that are not farther than the radius. */
  private static void enlarge(BitSet region, int row, int column, PixelGrid grid) {
    for (int down = -DILATION; down <= DILATION; down++) {
      int y = row + down;
      if (y >= 0 && y < grid.height()) {
        int reach = (int) Math.sqrt(DILATION * DILATION - down * down);
        int left = Math.max(column - reach, 0);
        int right = Math.min(column + reach, grid.width() - 1);
        region.set(y * grid.width() + left, y * grid.width() + right + 1);
      }
    }
  }
}
