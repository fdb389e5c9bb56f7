package io.github.tfsaliency.examples.experiment;

import java.util.List;

/**
 * The classifier's decision while features are set to zero.
 *
 * @param seed of the garments' brightness and places, of the orders and of the intervals
 * @param planted how many garments were planted until enough of them were classified right
 * @param garments how many those are
 * @param orders in how many random orders the features of each garment were occluded
 * @param shares of the region's features that were occluded, ascending from 0 to 1
 * @param curves for each layer and region
 */
public record FeatureOcclusionResult(
    long seed, int planted, int garments, int orders, List<Double> shares, List<Curve> curves) {
  /**
   * Keeps copies.
   *
   * @param seed as above
   * @param planted as above
   * @param garments as above
   * @param orders as above
   * @param shares as above
   * @param curves as above
   */
  public FeatureOcclusionResult {
    shares = List.copyOf(shares);
    curves = List.copyOf(curves);
  }

  /**
   * One region of one layer.
   *
   * @param layer the tensor's name in the model's graph
   * @param shape of its values for one picture
   * @param region where features were occluded
   * @param unitShare how much of the layer's features lie there, mean over the garments
   * @param activationShare how much of the sum of their activations lies there, as a fraction
   * @param leads for each share and garment, the logit of the garment's class less the largest
   *     other one, mean over the orders; NaN for a garment whose region is empty
   * @param right for each share and garment, in how many of the orders the class is still the top
   *     one, as a fraction; NaN in the same cases
   */
  public record Curve(
      String layer,
      String shape,
      Region region,
      double unitShare,
      double activationShare,
      List<List<Double>> leads,
      List<List<Double>> right) {}
}
