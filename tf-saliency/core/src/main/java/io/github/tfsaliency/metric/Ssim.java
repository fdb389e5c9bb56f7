package io.github.tfsaliency.metric;

import java.util.stream.IntStream;

/** The structural similarity index of Wang et al., over the windows that lie within the picture. */
final class Ssim {
  private static final int WINDOW = 11;

  private static final double DEVIATION = 1.5;

  /** (K1 L)^2 and (K2 L)^2, where the range L is 1. */
  private static final double C1 = 0.01 * 0.01;

  private static final double C2 = 0.03 * 0.03;

  private static final double[] WEIGHTS = weights();

  private Ssim() {}

  /**
   * The mean over all windows, whose pixels have Gaussian weights. Of values from 0 to 1; NaN if no
   * window lies within the picture.
   */
  static double of(PixelMap a, PixelMap b) {
    double[] meanA = windowMeans(a, a.values());
    double[] meanB = windowMeans(b, b.values());
    double[] squareA = windowMeans(a, product(a.values(), a.values()));
    double[] squareB = windowMeans(b, product(b.values(), b.values()));
    double[] product = windowMeans(a, product(a.values(), b.values()));
    return IntStream.range(0, meanA.length)
        .mapToDouble(
            i -> {
              double means = meanA[i] * meanB[i];
              double squaredMeans = meanA[i] * meanA[i] + meanB[i] * meanB[i];
              return (2 * means + C1)
                  * (2 * (product[i] - means) + C2)
                  / ((squaredMeans + C1) * (squareA[i] + squareB[i] - squaredMeans + C2));
            })
        .average()
        .orElse(Double.NaN);
  }

  private static double[] weights() {
    double[] weights =
        IntStream.range(0, WINDOW)
            .mapToDouble(i -> Math.exp(-Math.pow((i - WINDOW / 2) / DEVIATION, 2) / 2))
            .toArray();
    double sum = IntStream.range(0, WINDOW).mapToDouble(i -> weights[i]).sum();
    return IntStream.range(0, WINDOW).mapToDouble(i -> weights[i] / sum).toArray();
  }

  private static double[] product(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).toArray();
  }

  /** Rows first, then columns: the weights of a window are a product. */
  private static double[] windowMeans(PixelMap size, double[] values) {
    int columns = Math.max(0, size.width() - WINDOW + 1);
    int rows = Math.max(0, size.height() - WINDOW + 1);
    double[] alongRows = new double[size.height() * columns];
    for (int i = 0; i < alongRows.length; i++) {
      int start = i / columns * size.width() + i % columns;
      for (int k = 0; k < WINDOW; k++) {
        alongRows[i] += WEIGHTS[k] * values[start + k];
      }
    }
    double[] means = new double[rows * columns];
    for (int i = 0; i < means.length; i++) {
      for (int k = 0; k < WINDOW; k++) {
        means[i] += WEIGHTS[k] * alongRows[i + k * columns];
      }
    }
    return means;
  }
}
