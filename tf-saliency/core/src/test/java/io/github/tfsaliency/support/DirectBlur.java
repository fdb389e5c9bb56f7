package io.github.tfsaliency.support;

/** The Gaussian filter from its definition in two dimensions, as slow as that is. */
public final class DirectBlur {
  private DirectBlur() {}

  /** {@code [H, W, C]}, zeros outside, cut off at four standard deviations along each axis. */
  public static double[] of(float[] values, int height, int width, int channels, double sigma) {
    int radius = (int) (4 * sigma + 0.5);
    double norm = 0;
    for (int dy = -radius; dy <= radius; dy++) {
      for (int dx = -radius; dx <= radius; dx++) {
        norm += density(dy, dx, sigma);
      }
    }
    double[] blurred = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      int c = i % channels;
      int x = i / channels % width;
      int y = i / channels / width;
      for (int dy = -radius; dy <= radius; dy++) {
        for (int dx = -radius; dx <= radius; dx++) {
          if (y + dy >= 0 && y + dy < height && x + dx >= 0 && x + dx < width) {
            int from = ((y + dy) * width + x + dx) * channels + c;
            blurred[i] += density(dy, dx, sigma) / norm * values[from];
          }
        }
      }
    }
    return blurred;
  }

  private static double density(int dy, int dx, double sigma) {
    return dy == 0 && dx == 0 ? 1 : Math.exp(-(dy * dy + dx * dx) / (2 * sigma * sigma));
  }
}
