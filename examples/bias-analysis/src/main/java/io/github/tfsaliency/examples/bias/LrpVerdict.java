package io.github.tfsaliency.examples.bias;

import com.google.common.collect.ImmutableList;
import java.util.function.Predicate;

/**
 * The conclusion from the figures about layer-wise relevance propagation.
 *
 * @param findings what they say of each method
 */
record LrpVerdict(ImmutableList<Finding> findings) {
  static LrpVerdict of(BiasResults results) {
    return new LrpVerdict(Finding.ofLrp(results));
  }

  /** Whether every first layer that multiplies by the input makes a map that is blind. */
  boolean multiplicationBlinds() {
    return all(true, finding -> finding.ratio().max() < Verdict.BIASED_BELOW);
  }

  /**
   * Whether all first layers that multiply by the input have a blind zone and depend on the
   * encoding, and no other has or does.
   */
  boolean firstLayerDecides() {
    return all(true, finding -> finding.blindSomewhere() && finding.followsTheEncoding())
        && all(false, finding -> !finding.blindSomewhere() && !finding.followsTheEncoding());
  }

  private boolean all(boolean multiplied, Predicate<Finding> condition) {
    return findings.stream()
        .filter(finding -> finding.method().multiplied() == multiplied)
        .allMatch(condition);
  }
}
