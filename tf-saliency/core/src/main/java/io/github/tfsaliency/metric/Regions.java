package io.github.tfsaliency.metric;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** The pixels of a sample in groups that are replaced together, numbered in row-major order. */
final class Regions {
  private final int[] ofPixel;
  private final int count;

  private Regions(int[] ofPixel, int count) {
    this.ofPixel = ofPixel;
    this.count = count;
  }

  /** Every pixel for itself. */
  static Regions pixels(Sample sample) {
    return squares(sample, 1);
  }

  /** Regions from given numbers. */
  static Regions of(int[] ofPixel, int count) {
    return new Regions(ofPixel, count);
  }

  /** Squares that do not overlap; those at the right and at the bottom may be cut off. */
  static Regions squares(Sample sample, int side) {
    int columns = (sample.width() - 1) / side + 1;
    int rows = (sample.height() - 1) / side + 1;
    int[] ofPixel = new int[sample.pixelCount()];
    Arrays.setAll(
        ofPixel, pixel -> pixel / sample.width() / side * columns + pixel % sample.width() / side);
    return new Regions(ofPixel, rows * columns);
  }

  /** As many cells in each direction, of sizes that differ by one pixel at most. */
  static Regions grid(Sample sample, int cells) {
    long rows = Math.min(cells, sample.height());
    long columns = Math.min(cells, sample.width());
    int[] ofPixel = new int[sample.pixelCount()];
    Arrays.setAll(
        ofPixel,
        pixel ->
            (int)
                (pixel / sample.width() * rows / sample.height() * columns
                    + pixel % sample.width() * columns / sample.width()));
    return new Regions(ofPixel, (int) (rows * columns));
  }

  int count() {
    return count;
  }

  int ofPixel(int pixel) {
    return ofPixel[pixel];
  }

  /** Of the pixels' relevance, the sum over each region. */
  double[] sums(double[] relevance) {
    double[] sums = new double[count];
    for (int pixel = 0; pixel < relevance.length; pixel++) {
      sums[ofPixel[pixel]] += relevance[pixel];
    }
    return sums;
  }

  /** Each region's place in the descending order of the values, from 0; ties keep their order. */
  static int[] placesFromLargest(double[] values) {
    return placesFromSmallest(Arrays.stream(values).map(value -> -value).toArray());
  }

  /** Each region's place in the ascending order of the values, from 0; ties keep their order. */
  static int[] placesFromSmallest(double[] values) {
    int[] order =
        IntStream.range(0, values.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> values[i] + 0.0)) // -0 and 0 are equal
            .mapToInt(i -> i)
            .toArray();
    int[] places = new int[order.length];
    for (int place = 0; place < order.length; place++) {
      places[order[place]] = place;
    }
    return places;
  }
}
