package io.github.tfsaliency.examples.retraining;

import java.util.List;

/**
 * The attribution of a patch that lies on all pictures, so that nothing can be learned from it.
 *
 * @param accuracies of the classifiers that learned pictures with the patch, on such pictures
 * @param accuraciesWithout the same without the patch
 * @param area the share of the pixels that lie in the corner
 * @param shares by method
 */
public record OcclusionResult(
    List<Double> accuracies,
    List<Double> accuraciesWithout,
    double area,
    List<MethodShares> shares) {
  /**
   * What the maps of one method show.
   *
   * @param title of the method
   * @param patched of the classifiers that know the patch, on pictures with it
   * @param plain of the classifiers that do not know it, on pictures without it: how much of its
   *     relevance the method puts there anyway
   */
  public record MethodShares(String title, CornerShares patched, CornerShares plain) {}

  /**
   * How much of the maps lies in the corner: for each training the mean over the test pictures,
   * those left out whose map is zero.
   *
   * @param absolute the share of |A|
   * @param positive the share of what is positive in A
   */
  public record CornerShares(List<Double> absolute, List<Double> positive) {}
}
