package io.github.tfsaliency.raster;

import java.util.Arrays;

/**
 * A Gaussian filter of rows and columns, cut off at four standard deviations, as SciPy's {@code
 * gaussian_filter}.
 *
 * @param height rows
 * @param width columns
 * @param channels values of a pixel, filtered by themselves
 * @param mirrored whether the image goes on mirrored beyond its border; else with zeros
 */
public record Smoothing(int height, int width, int channels, boolean mirrored) {
  private static final double CUT = 4;

  /** Filters columns with one width and rows with another; zero leaves them as they are. */
  public double[] apply(double[] image, double down, double across) {
    double[] columns = filter(image, kernel(down), height, width * channels);
    return filter(columns, kernel(across), width, channels);
  }

  private static double[] kernel(double sigma) {
    if (sigma <= 0) {
      return new double[] {1};
    }
    int radius = (int) (CUT * sigma + 0.5);
    double[] kernel = new double[2 * radius + 1];
    Arrays.setAll(kernel, i -> Math.exp(-0.5 * (i - radius) * (i - radius) / (sigma * sigma)));
    double sum = Arrays.stream(kernel).sum();
    Arrays.setAll(kernel, i -> kernel[i] / sum);
    return kernel;
  }

  /** Filters along a dimension whose neighbours are {@code stride} apart. */
  private double[] filter(double[] image, double[] kernel, int size, int stride) {
    if (kernel.length == 1) {
      return image;
    }
    int radius = kernel.length / 2;
    double[] filtered = new double[image.length];
    for (int i = 0; i < image.length; i++) {
      int position = i / stride % size;
      int start = i - position * stride;
      double sum = 0;
      for (int k = 0; k < kernel.length; k++) {
        int from = position + k - radius;
        if (mirrored) {
          sum += kernel[k] * image[start + mirror(from, size) * stride];
        } else if (from >= 0 && from < size) {
          sum += kernel[k] * image[start + from * stride];
        }
      }
      filtered[i] = sum;
    }
    return filtered;
  }

  /** The outermost pixel comes twice. */
  private static int mirror(int position, int size) {
    int inPeriod = Math.floorMod(position, 2 * size);
    return Math.min(inPeriod, 2 * size - 1 - inPeriod);
  }
}
