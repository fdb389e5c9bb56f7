package io.github.tfsaliency.segment;

import static io.github.tfsaliency.message.Checks.checkArgument;

import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.message.Limits;

/**
 * Segments of about the same size that follow edges: k-means of colours and positions, each centre
 * within its neighbourhood. Then unconnected or too small pieces are merged with a neighbour.
 *
 * <pre>D^2 = (d_colour / m)^2 + (d_place / S)^2</pre>
 *
 * with S the initial distance of neighbouring centres and m the compactness. The same as
 * scikit-image's {@code slic}: the image's values are scaled from its least and largest to [0, 1];
 * three channels are treated as sRGB and converted to CIE Lab. Any other number of channels is
 * scaled to [0, 100], the range of lightness, so that the compactness has the same meaning. This is
 * equal to scikit-image's compactness divided by 100.
 *
 * <p>Source: Achanta, Shaji, Smith, Lucchi, Fua, Süsstrunk, <i>SLIC Superpixels Compared to
 * State-of-the-Art Superpixel Methods</i>, TPAMI 2012, algorithm 1 and equation 3.
 *
 * @since 0.1.0
 */
public final class Slic extends Value implements Segmentation {
  private static final long serialVersionUID = 1;

  /** The default compactness. */
  public static final double DEFAULT_COMPACTNESS = 10;

  private final int count;
  private final double compactness;

  private Slic(int count, double compactness) {
    checkArgument(count > 0, "The number of segments (%s) must be positive.", count);
    checkArgument(
        compactness > 0 && Double.isFinite(compactness),
        "The compactness (%s) must be positive and finite.",
        compactness);
    Limits.requireDivisor("compactness", compactness);
    this.count = count;
    this.compactness = compactness;
  }

  /**
   * Segments of compactness {@value #DEFAULT_COMPACTNESS}.
   *
   * @param count the approximate number of segments
   * @return the segmentation
   * @throws IllegalArgumentException if {@code count} is not positive
   */
  public static Slic of(int count) {
    return new Slic(count, DEFAULT_COMPACTNESS);
  }

  /**
   * Chooses the compactness.
   *
   * @param newCompactness m: a larger value gives squarer segments; {@value #DEFAULT_COMPACTNESS}
   *     by default
   * @return a new segmentation
   * @throws IllegalArgumentException if it is less than 1e-6, or not finite
   */
  public Slic withCompactness(double newCompactness) {
    return new Slic(count, newCompactness);
  }

  /** {@return the approximate number of segments} */
  public int count() {
    return count;
  }

  /** {@return the compactness: a larger value gives squarer segments} */
  public double compactness() {
    return compactness;
  }

  @Override
  public Segments segment(float[] pixels, int height, int width, int channels) {
    double[] colors = LabColors.of(pixels, channels);
    for (int i = 0; i < colors.length; i++) {
      colors[i] /= compactness;
    }
    SlicClusters clusters = new SlicClusters(colors, height, width, channels, count);
    int[] labels = clusters.run();
    return Segments.of(
        height, width, new ConnectedLabels(labels, height, width).enforce(clusters.count()));
  }
}
