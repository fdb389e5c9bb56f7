package io.github.tfsaliency.segment;

import static io.github.tfsaliency.message.Checks.checkArgument;

import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.message.Limits;

/**
 * Segments that grow along the weakest edges between pixels, until the edge between two segments is
 * stronger than the variation inside them.
 *
 * <pre>merge A and B if d(A, B) &lt; min(I(A) + k / |A|, I(B) + k / |B|)</pre>
 *
 * with d the weakest edge between A and B, and I the strongest edge along which a segment grew. An
 * edge is the distance between the values of a pixel and one of its eight neighbours in the
 * smoothed image. Segments that are still too small are merged with their nearest neighbour. The
 * same as scikit-image's {@code felzenszwalb}, which divides k by 255; edges of the same strength
 * are sorted in the order right, down, diagonals; scikit-image does not define this order.
 *
 * <p>Source: Felzenszwalb, Huttenlocher, <i>Efficient Graph-Based Image Segmentation</i>, IJCV
 * 2004, equations 3 and 4.
 *
 * @since 0.1.0
 */
public final class Felzenszwalb extends Value implements Segmentation {
  private static final long serialVersionUID = 1;

  /** The default smoothing. */
  public static final double DEFAULT_SIGMA = 0.8;

  /** The default smallest number of pixels. */
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
    checkArgument(minSize >= 0, "The smallest size (%s) must not be negative.", minSize);
    this.scale = scale;
    this.sigma = sigma;
    this.minSize = minSize;
  }

  /**
   * Segments of at least {@value #DEFAULT_MIN_SIZE} pixels, from an image smoothed with {@value
   * #DEFAULT_SIGMA}.
   *
   * @param scale k in units of 1/255, for values from 0 to 1: a larger scale gives larger segments
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
   * @throws IllegalArgumentException if it is negative, or above 100,000
   */
  public Felzenszwalb withSigma(double newSigma) {
    return new Felzenszwalb(scale, newSigma, minSize);
  }

  /**
   * Chooses the smallest size of a segment.
   *
   * @param newMinSize in pixels, {@value #DEFAULT_MIN_SIZE} by default
   * @return a new segmentation
   * @throws IllegalArgumentException if it is negative
   */
  public Felzenszwalb withMinSize(int newMinSize) {
    return new Felzenszwalb(scale, sigma, newMinSize);
  }

  /** {@return k in units of 1/255: a larger scale gives larger segments} */
  public double scale() {
    return scale;
  }

  /** {@return the standard deviation of the Gaussian that smooths the image, in pixels} */
  public double sigma() {
    return sigma;
  }

  /** {@return the smallest number of pixels of a segment} */
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
