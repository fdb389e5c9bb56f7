package io.github.tfsaliency.metric;

/** The edges of a picture by Sobel's operator. */
final class Sobel {
  private Sobel() {}

  /** The length of the gradient at each pixel; beyond the border the nearest pixel is repeated. */
  static double[] magnitudes(PixelMap picture) {
    double[] magnitudes = new double[picture.height() * picture.width()];
    for (int row = 0; row < picture.height(); row++) {
      for (int column = 0; column < picture.width(); column++) {
        double along = 0;
        double down = 0;
        for (int k = -1; k <= 1; k++) {
          int weight = k == 0 ? 2 : 1;
          along +=
              weight
                  * (picture.nearest(row + k, column + 1) - picture.nearest(row + k, column - 1));
          down +=
              weight
                  * (picture.nearest(row + 1, column + k) - picture.nearest(row - 1, column + k));
        }
        magnitudes[row * picture.width() + column] = Math.hypot(along, down);
      }
    }
    return magnitudes;
  }
}
