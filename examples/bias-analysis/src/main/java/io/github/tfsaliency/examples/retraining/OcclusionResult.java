package io.github.tfsaliency.examples.retraining;

import java.util.List;

/**
 * What maps show of a patch that lies on all pictures, so that nothing can be learned from it.
 *
 * @param accuracy of the classifier that learned pictures with the patch, on such pictures
 * @param accuracyWithout the same without the patch
 * @param area the share of the pixels that lie in the corner
 * @param shares by method
 */
public record OcclusionResult(
    double accuracy, double accuracyWithout, double area, List<MethodShares> shares) {
  /**
   * What the maps of one method show.
   *
   * @param title of the method
   * @param patched of the classifier that knows the patch, on pictures with it
   * @param plain of the classifier that does not know it, on pictures without it: how much of its
   *     relevance the method puts there anyway
   */
  public record MethodShares(String title, CornerShares patched, CornerShares plain) {}

  /**
   * How much of the map of each test picture lies in the corner.
   *
   * @param absolute the share of |A|; NaN where a map is zero
   * @param positive the share of what is positive in A; NaN where nothing is
   */
  public record CornerShares(List<Double> absolute, List<Double> positive) {}
}
