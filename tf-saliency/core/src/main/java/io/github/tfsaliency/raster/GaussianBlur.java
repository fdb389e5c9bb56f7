package io.github.tfsaliency.raster;

import java.util.stream.IntStream;

/**
 * Blurs one picture as scipy's {@code ndimage.gaussian_filter} does with mode {@code constant}:
 * each channel by itself, zeros outside, the kernel cut off at four standard deviations.
 *
 * <p>In double precision, as differences of pictures that are blurred almost equally are asked for;
 * scipy rounds to float32 between the axes if the picture is in float32.
 */
public final class GaussianBlur {
  private static final double TRUNCATE = 4;
  private static final int FOUR = 4;

  /** {@code [W][H * C]}: the axis that is blurred first leads. */
  private final double[][] columns;

  private final int height;
  private final int channels;

  private GaussianBlur(double[][] columns, int height, int channels) {
    this.columns = columns;
    this.height = height;
    this.channels = channels;
  }

  /**
   * Reads a picture.
   *
   * @param values {@code [H, W, C]}, from the offset on
   */
  public static GaussianBlur of(float[] values, int offset, int height, int width, int channels) {
    double[][] columns = new double[width][height * channels];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < channels; c++) {
          columns[x][y * channels + c] = values[offset + (y * width + x) * channels + c];
        }
      }
    }
    return new GaussianBlur(columns, height, channels);
  }

  /**
   * The blurred picture.
   *
   * @param sigma the standard deviation in pixels; nothing is blurred below 1/8
   * @return {@code [H][W * C]}
   */
  public double[][] at(double sigma) {
    double[] kernel = kernel(sigma);
    return alongFirst(kernel, swapped(alongFirst(kernel, columns)));
  }

  /** The kernel's middle and one side. */
  static double[] kernel(double sigma) {
    int radius = (int) (TRUNCATE * sigma + 0.5);
    double[] kernel = new double[radius + 1];
    kernel[0] = 1;
    double sum = 1;
    for (int i = 1; i <= radius; i++) {
      kernel[i] = Math.exp(-0.5 / (sigma * sigma) * i * i);
      sum += 2 * kernel[i];
    }
    for (int i = 0; i <= radius; i++) {
      kernel[i] /= sum;
    }
    return kernel;
  }

  /** A banded matrix times rows. */
  private static double[][] alongFirst(double[] kernel, double[][] rows) {
    int radius = kernel.length - 1;
    double[][] blurred = new double[rows.length][rows[0].length];
    // In parallel, for the model's passes are too: otherwise blurring would cost more than they do
    // on a machine of many cores.
    IntStream.range(0, rows.length)
        .parallel()
        .forEach(
            to -> {
              int from = Math.max(0, to - radius);
              int end = Math.min(rows.length, to + radius + 1);
              for (; from + FOUR <= end; from += FOUR) {
                addFour(kernel, to - from, rows, from, blurred[to]);
              }
              for (; from < end; from++) {
                add(kernel[Math.abs(to - from)], rows[from], blurred[to]);
              }
            });
    return blurred;
  }

  /** As often as it is added to, the sum is read and written: for four rows but once. */
  private static void addFour(
      double[] kernel, int distance, double[][] rows, int first, double[] sum) {
    double weight0 = kernel[Math.abs(distance)];
    double weight1 = kernel[Math.abs(distance - 1)];
    double weight2 = kernel[Math.abs(distance - 2)];
    double weight3 = kernel[Math.abs(distance - 3)];
    double[] row0 = rows[first];
    double[] row1 = rows[first + 1];
    double[] row2 = rows[first + 2];
    double[] row3 = rows[first + 3];
    for (int i = 0; i < sum.length; i++) {
      sum[i] += weight0 * row0[i] + weight1 * row1[i] + weight2 * row2[i] + weight3 * row3[i];
    }
  }

  private static void add(double weight, double[] row, double[] sum) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += weight * row[i];
    }
  }

  /** {@code [W][H * C]} to {@code [H][W * C]}. */
  private double[][] swapped(double[][] values) {
    double[][] swapped = new double[height][values.length * channels];
    for (int x = 0; x < values.length; x++) {
      for (int y = 0; y < height; y++) {
        System.arraycopy(values[x], y * channels, swapped[y], x * channels, channels);
      }
    }
    return swapped;
  }

  /** The same picture as one row of float32 after another. */
  public static void write(double[][] picture, float[] target, int offset) {
    int next = offset;
    for (double[] row : picture) {
      for (double value : row) {
        target[next++] = (float) value;
      }
    }
  }
}
