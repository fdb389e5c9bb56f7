package io.github.tfsaliency.raster;

import java.util.Arrays;

/**
 * Bicubic resampling, antialiased when shrinking, in two passes: along the rows, then along the
 * columns.
 *
 * <p>Source: R. G. Keys, Cubic convolution interpolation for digital image processing, 1981, with a
 * = -0.5; the kernel is stretched by the factor of shrinking as in Pillow's {@code BICUBIC}.
 */
public final class Bicubic {
  private static final double A = -0.5;
  private static final double SUPPORT = 2;

  private final int[] first;
  private final double[][] weights;

  private Bicubic(int from, int to) {
    first = new int[to];
    weights = new double[to][];
    double scale = (double) from / to;
    double stretch = Math.max(scale, 1);
    for (int i = 0; i < to; i++) {
      double centre = (i + 0.5) * scale;
      int low = Math.max((int) (centre - SUPPORT * stretch + 0.5), 0);
      int high = Math.min((int) (centre + SUPPORT * stretch + 0.5), from);
      double[] taps = new double[high - low];
      double sum = 0;
      for (int k = 0; k < taps.length; k++) {
        taps[k] = kernel((k + low - centre + 0.5) / stretch);
        sum += taps[k];
      }
      for (int k = 0; k < taps.length; k++) {
        taps[k] /= sum;
      }
      first[i] = low;
      weights[i] = taps;
    }
  }

  /**
   * Resizes an image of interleaved channels.
   *
   * @param rows gives the {@code height} rows of {@code width * channels} values
   * @param rounding applied to the values after each of the two passes
   * @return {@code toHeight * toWidth * channels} values
   */
  public static float[] resize(
      Rows rows,
      int width,
      int height,
      int channels,
      int toWidth,
      int toHeight,
      Rounding rounding) {
    Bicubic horizontal = new Bicubic(width, toWidth);
    int length = toWidth * channels;
    float[] row = new float[width * channels];
    float[] narrowed = new float[height * length];
    for (int y = 0; y < height; y++) {
      rows.read(y, row);
      horizontal.alongRow(row, narrowed, y * length, channels, rounding);
    }
    return new Bicubic(height, toHeight).alongColumns(narrowed, length, rounding);
  }

  private void alongRow(float[] row, float[] to, int offset, int channels, Rounding rounding) {
    int target = offset;
    for (int x = 0; x < first.length; x++) {
      double[] taps = weights[x];
      for (int c = 0; c < channels; c++) {
        double sum = 0;
        int source = first[x] * channels + c;
        for (double tap : taps) {
          sum += tap * row[source];
          source += channels;
        }
        to[target++] = rounding.round(sum);
      }
    }
  }

  private float[] alongColumns(float[] rows, int length, Rounding rounding) {
    float[] result = new float[first.length * length];
    double[] sums = new double[length];
    for (int y = 0; y < first.length; y++) {
      Arrays.fill(sums, 0);
      for (int k = 0; k < weights[y].length; k++) {
        double tap = weights[y][k];
        int source = (first[y] + k) * length;
        for (int i = 0; i < length; i++) {
          sums[i] += tap * rows[source + i];
        }
      }
      for (int i = 0; i < length; i++) {
        result[y * length + i] = rounding.round(sums[i]);
      }
    }
    return result;
  }

  private static double kernel(double offset) {
    double x = Math.abs(offset);
    if (x < 1) {
      return ((A + 2) * x - (A + 3)) * x * x + 1;
    }
    return x < 2 ? (((x - 5) * x + 8) * x - 4) * A : 0;
  }

  /** Where the rows of an image come from. */
  public interface Rows {
    void read(int y, float[] into);
  }

  /** What becomes of a weighted sum. */
  public interface Rounding {
    float round(double sum);
  }
}
