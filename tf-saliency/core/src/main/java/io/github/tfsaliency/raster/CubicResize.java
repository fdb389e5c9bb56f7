package io.github.tfsaliency.raster;

import java.util.Arrays;

/**
 * Cubic splines through the pixels, with zeros around the image, as scikit-image's {@code resize}
 * of order 3 with anti-aliasing, which XRAI's thresholds are tuned to.
 *
 * @param height of what is resized
 * @param width of what is resized
 * @param channels of both
 * @param newHeight of the result
 * @param newWidth of the result
 */
public record CubicResize(int height, int width, int channels, int newHeight, int newWidth) {
  /** Zeros on either side, as SciPy pads; beyond, a pixel has no weight in float32. */
  private static final int PADDING = 12;

  private static final double POLE = Math.sqrt(3) - 2;

  private static final double GAIN = 6;

  /** Resizes an image; values stay within its range. */
  public double[] apply(double[] image) {
    if (height == newHeight && width == newWidth) {
      return image;
    }
    double[] smooth =
        new Smoothing(height, width, channels, false)
            .apply(image, sigma(height, newHeight), sigma(width, newWidth));
    double[] rows = resize(smooth, height, newHeight, width * channels);
    double[] resized = resize(rows, width, newWidth, channels);
    double least = Arrays.stream(image).min().orElse(0);
    double largest = Arrays.stream(image).max().orElse(0);
    Arrays.setAll(resized, i -> Math.min(Math.max(resized[i], least), largest));
    return resized;
  }

  private static double sigma(int size, int newSize) {
    return Math.max(0, ((double) size / newSize - 1) / 2);
  }

  /** Resizes a dimension whose neighbours are {@code stride} apart. */
  private static double[] resize(double[] image, int size, int newSize, int stride) {
    int lines = image.length / size;
    double[] resized = new double[lines * newSize];
    double[] line = new double[size + 2 * PADDING];
    for (int i = 0; i < lines; i++) {
      int start = i / stride * stride * size + i % stride;
      int newStart = i / stride * stride * newSize + i % stride;
      Arrays.fill(line, 0);
      for (int k = 0; k < size; k++) {
        line[PADDING + k] = image[start + k * stride];
      }
      toCoefficients(line);
      for (int k = 0; k < newSize; k++) {
        double position = (k + 0.5) * ((double) size / newSize) - 0.5 + PADDING;
        resized[newStart + k * stride] = spline(line, position);
      }
    }
    return resized;
  }

  /** The coefficients of the cubic B-splines that go through the values. */
  private static void toCoefficients(double[] line) {
    int last = line.length - 1;
    double power = POLE;
    double first = line[0];
    double farthest = Math.pow(POLE, last);
    first += farthest * line[last];
    for (int i = 1; i < last; i++) {
      first += power * (line[i] + farthest * line[last - i]);
      power *= POLE;
    }
    line[0] = GAIN * first / (1 - farthest * farthest);
    for (int i = 1; i <= last; i++) {
      line[i] = GAIN * line[i] + POLE * line[i - 1];
    }
    line[last] = (POLE * line[last - 1] + line[last]) * POLE / (POLE * POLE - 1);
    for (int i = last - 1; i >= 0; i--) {
      line[i] = POLE * (line[i + 1] - line[i]);
    }
  }

  private static double spline(double[] coefficients, double position) {
    int left = (int) position;
    double t = position - left;
    double u = 1 - t;
    return coefficients[left - 1] * (u * u * u / 6)
        + coefficients[left] * ((t * t * (t - 2) * 3 + 4) / 6)
        + coefficients[left + 1] * ((u * u * (u - 2) * 3 + 4) / 6)
        + coefficients[left + 2] * (t * t * t / 6);
  }
}
