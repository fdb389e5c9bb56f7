package io.github.tfsaliency.examples.experiment;

import java.util.List;

/**
 * RectGrad's maps of planted garments at growing percentiles.
 *
 * @param seed of the garments' brightness and places and of the intervals
 * @param garments how many were explained
 * @param maskShare how much of a picture the garment takes up, their mean: the mass and rank
 *     accuracy of a map that is the same everywhere
 * @param plain without the multiplication by the input, by percentile
 * @param multiplied with it, by percentile
 */
public record PercentileGarmentsResult(
    long seed, int garments, double maskShare, List<Level> plain, List<Level> multiplied) {
  /**
   * Keeps copies.
   *
   * @param seed as above
   * @param garments as above
   * @param maskShare as above
   * @param plain as above
   * @param multiplied as above
   */
  public PercentileGarmentsResult {
    plain = List.copyOf(plain);
    multiplied = List.copyOf(multiplied);
  }

  /**
   * One percentile; each list has a value for each garment.
   *
   * @param percentile from 0 to 100
   * @param mass the share of |A| on the garment; NaN where the map is zero
   * @param rank the share of the garment among as many of the most relevant pixels
   * @param gini from 0 (all pixels alike) to 1; NaN where the map is zero
   * @param nonZero the share of pixels that the map marks at all
   * @param darkMass as mass, of the same garments in black
   */
  public record Level(
      double percentile,
      List<Double> mass,
      List<Double> rank,
      List<Double> gini,
      List<Double> nonZero,
      List<Double> darkMass) {}
}
