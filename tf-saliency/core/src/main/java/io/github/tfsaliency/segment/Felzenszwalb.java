package io.github.tfsaliency.segment;

import static io.github.tfsaliency.message.Checks.checkArgument;

import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.message.Limits;

/**
 * Segments that grow along the weakest edges between pixels, until what separates two of them is
 * stronger than what varies within.
 *
 * <pre>merge A and B if d(A, B) &lt; min(I(A) + k / |A|, I(B) + k / |B|)</pre>
 *
 * with d the weakest edge between them, I the strongest edge along which a segment grew, and an
 * edge the distance of two of the eight neighbours' values in the smoothed image. Segments that are
 * still too small join their nearest neighbour. The same as scikit-image's {@code felzenszwalb},
 * which divides k by 255; edges of the same strength come in the order right, down, and the
 * diagonals, which scikit-image leaves open.
 *
 * <p>Source: Felzenszwalb, Huttenlocher, <i>Efficient Graph-Based Image Segmentation</i>, IJCV
 * 2004, equations 3 and 4.
 */
public final class Felzenszwalb extends Value implements Segmentation {
  private static final long serialVersionUID = 1;

  /** The smoothing by default. */
  public static final double DEFAULT_SIGMA = 0.8;

  /** The least number of pixels by default. */
  public static final int DEFAULT_MIN_SIZE = 20;

  private final double scale;
  private final double sigma;
  private final int minSize;

  private Felzenszwalb(double scale, double sigma, int minSize) {
    checkArgument(
        scale >= 0 && Double.isFinite(scale),
        "The scale (%s) must be finite and not negative.",
        scale);
    checkArgument(
        sigma >= 0 && Double.isFinite(sigma),
        "The smoothing (%s) must be finite and not negative.",
        sigma);
    Limits.requireAtMost("smoothing", sigma, Limits.SIGMA);
    checkArgument(minSize >= 0, "The least size (%s) must not be negative.", minSize);
    this.scale = scale;
    this.sigma = sigma;
    this.minSize = minSize;
  }

  /**
   * Segments of at least {@value #DEFAULT_MIN_SIZE} pixels, from an image smoothed with {@value
   * #DEFAULT_SIGMA}.
   *
   * @param scale k in units of 1/255, for values from 0 to 1: the larger, the larger the segments
   * @return the segmentation
   * @throws IllegalArgumentException if {@code scale} is negative or not finite
   */
  public static Felzenszwalb of(double scale) {
    return new Felzenszwalb(scale, DEFAULT_SIGMA, DEFAULT_MIN_SIZE);
  }

  /**
   * Chooses the smoothing.
   *
   * @param newSigma {@value #DEFAULT_SIGMA} by default
   * @return a new segmentation
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public Felzenszwalb withSigma(double newSigma) {
    return new Felzenszwalb(scale, newSigma, minSize);
  }

  /**
   * Chooses the least size.
   *
   * @param newMinSize in pixels, {@value #DEFAULT_MIN_SIZE} by default
   * @return a new segmentation
   * @throws IllegalArgumentException if it is negative
   */
  public Felzenszwalb withMinSize(int newMinSize) {
    return new Felzenszwalb(scale, sigma, newMinSize);
  }

  /** {@return k in units of 1/255: the larger, the larger the segments} */
  public double scale() {
    return scale;
  }

  /** {@return the standard deviation of the Gaussian that smooths the image, in pixels} */
  public double sigma() {
    return sigma;
  }

  /** {@return how many pixels a segment has at least} */
  public int minSize() {
    return minSize;
  }

  @Override
  public Segments segment(float[] pixels, int height, int width, int channels) {
    double[] image = new double[pixels.length];
    for (int i = 0; i < image.length; i++) {
      image[i] = pixels[i];
    }
    return PixelEdges.of(image, height, width, channels, sigma).segments(scale, minSize);
  }
}
