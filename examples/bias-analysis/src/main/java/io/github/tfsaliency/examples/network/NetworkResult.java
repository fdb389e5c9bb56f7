package io.github.tfsaliency.examples.network;

import java.util.List;

/**
 * The maps of one network's classes while garments go from black to white.
 *
 * @param accuracies how often the network is right
 * @param evenShare how much of a map that is the same everywhere lies on the garments
 * @param shares how much of each method's maps lies on the garments
 */
record NetworkResult(List<Accuracy> accuracies, double evenShare, List<MethodShares> shares)
    implements ProbeResult {
  /**
   * Garments of one brightness.
   *
   * @param brightness from 0 (black) to 1 (white)
   * @param planted the share of right classes
   * @param removed the same where only the background is left
   */
  record Accuracy(double brightness, double planted, double removed) {}
}
