package io.github.tfsaliency.segment;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.github.tfsaliency.raster.Smoothing;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The edges between neighbouring pixels of an image, weakest first.
 *
 * @since 0.1.0
 */
public final class PixelEdges {
  /** Right, down, down right, up right: every pair of eight neighbours once. */
  private static final int[][] DIRECTIONS = {{0, 1}, {1, 0}, {1, 1}, {-1, 1}};

  /** The divisor of the authors' scale, because they use values up to 255. */
  private static final double LARGEST_VALUE = 255;

  private final int height;
  private final int width;
  private final int[] first;
  private final int[] second;
  private final double[] costs;

  private PixelEdges(int height, int width, int[] first, int[] second, double[] costs) {
    this.height = height;
    this.width = width;
    this.first = first;
    this.second = second;
    this.costs = costs;
  }

  /**
   * The edges of a smoothed image.
   *
   * @param image {@code [height, width, channels]} in row-major order
   * @param height rows
   * @param width columns
   * @param channels values of a pixel
   * @param sigma the standard deviation of the smoothing Gaussian, in pixels
   * @return the edges, weakest first
   */
  public static PixelEdges of(double[] image, int height, int width, int channels, double sigma) {
    requireNonNull(image, "image");
    double[] smooth = new Smoothing(height, width, channels, true).apply(image, sigma, sigma);
    int most = DIRECTIONS.length * height * width;
    int[] from = new int[most];
    int[] to = new int[most];
    double[] costs = new double[most];
    int edges = 0;
    for (int[] direction : DIRECTIONS) {
      for (int pixel = 0; pixel < height * width; pixel++) {
        int row = pixel / width + direction[0];
        int column = pixel % width + direction[1];
        if (row >= 0 && row < height && column < width) {
          from[edges] = pixel;
          to[edges] = row * width + column;
          costs[edges] = distance(smooth, channels, pixel, to[edges]);
          edges++;
        }
      }
    }
    int[] order =
        IntStream.range(0, edges)
            .boxed()
            .sorted(Comparator.comparingDouble(edge -> costs[edge]))
            .mapToInt(edge -> edge)
            .toArray();
    return new PixelEdges(
        height,
        width,
        Arrays.stream(order).map(edge -> from[edge]).toArray(),
        Arrays.stream(order).map(edge -> to[edge]).toArray(),
        Arrays.stream(order).mapToDouble(edge -> costs[edge]).toArray());
  }

  private static double distance(double[] image, int channels, int pixel, int other) {
    double sum = 0;
    for (int channel = 0; channel < channels; channel++) {
      double difference = image[pixel * channels + channel] - image[other * channels + channel];
      sum += difference * difference;
    }
    return Math.sqrt(sum);
  }

  /**
   * The segments at a scale.
   *
   * @param scale a larger scale gives larger segments
   * @param minSize segments of fewer pixels are merged with a neighbour
   * @return the segment of each pixel
   */
  public Segments segments(double scale, int minSize) {
    Forest forest = new Forest(height * width);
    double[] inner = new double[height * width];
    double spread = scale / LARGEST_VALUE;
    for (int edge = 0; edge < costs.length; edge++) {
      int a = forest.root(first[edge]);
      int b = forest.root(second[edge]);
      if (a != b
          && costs[edge]
              < Math.min(
                  inner[a] + spread / forest.sizes[a], inner[b] + spread / forest.sizes[b])) {
        inner[forest.join(a, b)] = costs[edge];
      }
    }
    for (int edge = 0; edge < costs.length; edge++) {
      int a = forest.root(first[edge]);
      int b = forest.root(second[edge]);
      if (a != b && (forest.sizes[a] < minSize || forest.sizes[b] < minSize)) {
        forest.join(a, b);
      }
    }
    return Segments.of(
        height, width, IntStream.range(0, height * width).map(forest::root).toArray());
  }

  /** Sets of pixels that are joined. */
  private static final class Forest {
    private final int[] parents;
    private final int[] sizes;

    Forest(int count) {
      parents = IntStream.range(0, count).toArray();
      sizes = new int[count];
      Arrays.fill(sizes, 1);
    }

    int root(int member) {
      int root = member;
      while (parents[root] != root) {
        root = parents[root];
      }
      for (int i = member; parents[i] != root; ) {
        int next = parents[i];
        parents[i] = root;
        i = next;
      }
      return root;
    }

    /** Joins two roots; the smaller one stays. */
    @CanIgnoreReturnValue
    int join(int a, int b) {
      int root = Math.min(a, b);
      parents[Math.max(a, b)] = root;
      sizes[root] = sizes[a] + sizes[b];
      return root;
    }
  }
}
