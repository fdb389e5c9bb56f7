package io.github.tfsaliency.metric;

import static io.github.tfsaliency.message.Checks.checkArgument;

import io.github.tfsaliency.attribution.Attribution;
import java.io.Serializable;

/**
 * Does the map stay the same if a constant is added to the input and subtracted again by the
 * model's first bias? The changed model computes the same function of the picture. So the map A of
 * the original model and the map B of the changed model should be equal:
 *
 * <pre>
 *   relativeDifference = ||A - B|| / ||A||        the Euclidean norm
 *   rankCorrelation    = corr(rank(A), rank(B))   of the signed values
 * </pre>
 *
 * <p>A lower difference is better; 0 means invariant. A higher correlation is better; 1 means the
 * same order. Costs no forward pass.
 *
 * <p>Source: Kindermans et al., <i>The (Un)reliability of Saliency Methods</i>, Explainable AI
 * 2019, <a href="https://arxiv.org/abs/1711.00867">arXiv:1711.00867</a>; the paper compares
 * pictures by eye, and this library defines the numbers.
 *
 * <p>Does not show which of the maps is right. Methods with a reference, such as DeepLIFT, pass if
 * the reference is shifted, too. So for them the result depends on the user's choice of the
 * reference.
 *
 * @param relativeDifference 0 or more; NaN if the first map is zero everywhere
 * @param rankCorrelation from -1 to 1; NaN if all values of a map are equal
 * @since 0.1.0
 */
public record InputInvariance(double relativeDifference, double rankCorrelation)
    implements Serializable {
  /**
   * Compares two maps of one picture.
   *
   * @param map the map of the model, any shape
   * @param shifted the map of the model whose input is shifted, same shape
   * @return the difference and the correlation
   * @throws IllegalArgumentException if the shapes differ
   * @throws io.github.tfsaliency.attribution.NonFiniteValueException if a map has a NaN or an
   *     infinity
   */
  public static InputInvariance of(Attribution map, Attribution shifted) {
    checkArgument(
        map.shape().equals(shifted.shape()),
        "The map of the shifted model (shape %s) does not fit the map (shape %s).",
        shifted.shape(),
        map.shape());
    double[] first = Elements.finite(map.values(), "map");
    double[] second = Elements.finite(shifted.values(), "map of the shifted model");
    double norm = Elements.norm(first);
    return new InputInvariance(
        norm > 0 ? Elements.distance(first, second) / norm : Double.NaN,
        Correlation.SPEARMAN.of(first, second));
  }
}
