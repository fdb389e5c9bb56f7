package io.github.tfsaliency.metric;

import static io.github.tfsaliency.message.Checks.checkArgument;

import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Value;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * How blind does the multiplication by the input make a method for values near the zero of the
 * pixel encoding? The ratio compares the attribution of these values with and without the
 * multiplication:
 *
 * <pre>
 *   near(A) = mean of |A| where |brightness - zero| &lt;= radius
 *   ratio   = (near(multiplied) / mean(|multiplied|)) / (near(unmultiplied) / mean(|unmultiplied|))
 * </pre>
 *
 * <p>1 means no bias, 0 a blind zone, and above 1 a preference. Costs no forward pass.
 *
 * <p>Source: the effect was described by Brocki and Chung, <i>Input Bias in Rectified Gradients and
 * Modified Saliency Maps</i>, 2020, <a
 * href="https://arxiv.org/abs/2011.05002">arXiv:2011.05002</a>; the ratio is this library's.
 *
 * <p>Does not show a bias that the unmultiplied map has already.
 *
 * @since 0.1.0
 */
public final class ZeroPointRatio extends Value {
  private static final long serialVersionUID = 1;

  /** The default radius: the largest distance from the zero that counts as near. */
  public static final double DEFAULT_RADIUS = 0.05;

  private final double zero;
  private final double radius;

  private ZeroPointRatio(double zero, double radius) {
    checkArgument(
        zero >= 0 && zero <= 1,
        "The zero of a pixel encoding (%s) must lie between 0 (black) and 1 (white).\n"
            + "Maybe give it in units of brightness, 0.5 for the encoding [-1, 1].",
        zero);
    checkArgument(
        radius > 0 && radius <= 1, "The radius (%s) must be above 0 and at most 1.", radius);
    this.zero = zero;
    this.radius = radius;
  }

  /**
   * The ratio for an encoding, with the radius {@value #DEFAULT_RADIUS}.
   *
   * @param zero the brightness that the encoding gives the value 0, from 0 (black) to 1 (white): 0
   *     for {@code [0, 1]}, 0.5 (mid grey) for {@code [-1, 1]}, 1 for {@code 1 - x}
   * @return the metric
   * @throws IllegalArgumentException if the zero is out of range
   */
  public static ZeroPointRatio of(double zero) {
    return new ZeroPointRatio(zero, DEFAULT_RADIUS);
  }

  /**
   * The same with another radius.
   *
   * @param newRadius the largest distance from the zero that counts as near, above 0 and at most 1;
   *     {@value #DEFAULT_RADIUS} by default
   * @return the metric
   * @throws IllegalArgumentException if the radius is out of range
   */
  public ZeroPointRatio withRadius(double newRadius) {
    return new ZeroPointRatio(zero, newRadius);
  }

  /**
   * Compares two maps of one photograph.
   *
   * @param photograph {@code [H, W, C]}, brightness from 0 (black) to 1 (white), not encoded for
   *     the model
   * @param multiplied {@code [H, W, C]}, the map with the multiplication
   * @param unmultiplied {@code [H, W, C]}, the map without it
   * @return 0 or more; NaN if no brightness is near the zero, if a map is zero everywhere, or if
   *     the unmultiplied map is zero at all values near the zero
   * @throws IllegalArgumentException if the shapes do not fit or a brightness is out of range
   * @throws io.github.tfsaliency.attribution.NonFiniteValueException if a map has a NaN or an
   *     infinity
   */
  public double measure(FloatNdArray photograph, Attribution multiplied, Attribution unmultiplied) {
    Elements.checkImage(multiplied.shape());
    checkArgument(
        multiplied.shape().equals(unmultiplied.shape()),
        "The multiplied map (shape %s) does not fit the unmultiplied one (shape %s).",
        multiplied.shape(),
        unmultiplied.shape());
    checkArgument(
        photograph.shape().equals(multiplied.shape()),
        "The photograph (shape %s) does not fit the maps (shape %s).",
        photograph.shape(),
        multiplied.shape());
    double[] brightness = Elements.brightness(photograph);
    double expected = near(brightness, Elements.magnitudes(unmultiplied.values()));
    return expected > 0
        ? near(brightness, Elements.magnitudes(multiplied.values())) / expected
        : Double.NaN;
  }

  private double near(double[] brightness, double[] magnitudes) {
    double sum = 0;
    int count = 0;
    for (int i = 0; i < brightness.length; i++) {
      if (Math.abs(brightness[i] - zero) <= radius) {
        sum += magnitudes[i];
        count++;
      }
    }
    return sum / count / Elements.mean(magnitudes);
  }
}
