package io.github.tfsaliency.segment;

import java.util.Arrays;

/** The k-means of SLIC: centres on a grid that move to the mean of the pixels nearest to them. */
final class SlicClusters {
  private static final int ITERATIONS = 10;

  private final double[] colors;
  private final int height;
  private final int width;
  private final int channels;

  /** Between centres in the beginning; places count in these units. */
  private final Steps steps;

  /** A centre claims pixels as far as two of these away. */
  private final Steps reach;

  /** Row, column and colour of each. The colour is black in the beginning, as scikit-image's. */
  private final double[][] centres;

  private final int[] labels;
  private final double[] distances;

  SlicClusters(double[] colors, int height, int width, int channels, int wanted) {
    this.colors = colors;
    this.height = height;
    this.width = width;
    this.channels = channels;
    steps = Steps.of(height, width, wanted);
    centres = grid();
    // as scikit-image, which asks anew with the number of centres that found place
    reach = Steps.of(height, width, centres.length);
    labels = new int[height * width];
    Arrays.fill(labels, -1);
    distances = new double[height * width];
  }

  /** How far apart the points of a regular grid are. */
  private record Steps(double rows, double columns) {
    static Steps of(int height, int width, int points) {
      double even = Math.sqrt((double) height * width / points);
      if (points >= height * width) {
        return new Steps(1, 1);
      }
      if (height < even) {
        return new Steps(height, (double) width / points);
      }
      return width < even ? new Steps((double) height / points, width) : new Steps(even, even);
    }

    int row() {
      return (int) Math.rint(rows);
    }

    int column() {
      return (int) Math.rint(columns);
    }
  }

  private double[][] grid() {
    int firstRow = (int) (steps.rows() / 2);
    int firstColumn = (int) (steps.columns() / 2);
    int columns = (width - firstColumn + steps.column() - 1) / steps.column();
    int rows = (height - firstRow + steps.row() - 1) / steps.row();
    double[][] grid = new double[rows * columns][2 + channels];
    for (int i = 0; i < grid.length; i++) {
      int row = i / columns;
      grid[i][0] = firstRow + row * steps.row();
      grid[i][1] = firstColumn + (i - row * columns) * steps.column();
    }
    return grid;
  }

  int count() {
    return centres.length;
  }

  /** The nearest centre of each pixel. */
  int[] run() {
    for (int iteration = 0; iteration < ITERATIONS; iteration++) {
      Arrays.fill(distances, Double.MAX_VALUE);
      for (int centre = 0; centre < centres.length; centre++) {
        claim(centre);
      }
      move();
    }
    return labels;
  }

  private void claim(int number) {
    double[] centre = centres[number];
    double step = Math.max(steps.row(), steps.column());
    double perStep = 1 / (step * step);
    int top = (int) Math.max(centre[0] - 2 * reach.row(), 0);
    int bottom = (int) Math.min(centre[0] + 2 * reach.row() + 1, height);
    int left = (int) Math.max(centre[1] - 2 * reach.column(), 0);
    int right = (int) Math.min(centre[1] + 2 * reach.column() + 1, width);
    for (int row = top; row < bottom; row++) {
      for (int column = left; column < right; column++) {
        double down = centre[0] - row;
        double across = centre[1] - column;
        double distance = (down * down + across * across) * perStep;
        int pixel = row * width + column;
        for (int channel = 0; channel < channels; channel++) {
          double difference = colors[pixel * channels + channel] - centre[2 + channel];
          distance += difference * difference;
        }
        if (distances[pixel] > distance) {
          distances[pixel] = distance;
          labels[pixel] = number;
        }
      }
    }
  }

  /** A centre that lost all its pixels becomes NaN and claims none any more. */
  private void move() {
    int[] sizes = new int[centres.length];
    for (double[] centre : centres) {
      Arrays.fill(centre, 0);
    }
    for (int pixel = 0; pixel < labels.length; pixel++) {
      double[] centre = centres[labels[pixel]];
      sizes[labels[pixel]]++;
      int row = pixel / width;
      centre[0] += row;
      centre[1] += pixel - row * width;
      for (int channel = 0; channel < channels; channel++) {
        centre[2 + channel] += colors[pixel * channels + channel];
      }
    }
    for (int i = 0; i < centres.length; i++) {
      for (int feature = 0; feature < centres[i].length; feature++) {
        centres[i][feature] /= sizes[i];
      }
    }
  }
}
