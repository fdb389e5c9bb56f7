package io.github.tfsaliency.examples.network;

import java.util.List;

/**
 * The maps of a concept while it goes from black to white.
 *
 * @param accuracy of the concept vector on held-out folds of its examples
 * @param recognised whether the vector tells garments with a stripe from garments without, by the
 *     brightness of the stripe
 * @param score the share of garments whose class's logit grows along the vector
 * @param p how likely a score as far from 1/2 is if the labels of the examples mean nothing
 * @param evenShare how much of a map that is the same everywhere lies on the stripes
 * @param shares how much of each method's maps lies on the stripes
 */
record ConceptResult(
    double accuracy,
    List<Recognised> recognised,
    double score,
    double p,
    double evenShare,
    List<MethodShares> shares)
    implements ProbeResult {
  /**
   * Stripes of one brightness, on garments that the vector was not learnt from.
   *
   * @param brightness from 0 (black) to 1 (white)
   * @param area how often a garment with a stripe has more of the concept than one without: the
   *     area under the curve of Hanley and McNeil (1982), 1/2 by chance
   */
  record Recognised(double brightness, double area) {}
}
