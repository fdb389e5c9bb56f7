package io.github.tfsaliency.examples.experiment;

import java.util.List;

/**
 * RectGrad's maps of planted garments beside maps of other methods that are cut to as many pixels.
 *
 * @param seed of the garments' brightness and places and of the intervals
 * @param garments how many were explained
 * @param levels by percentile of RectGrad
 */
public record ThresholdedRivalsResult(long seed, int garments, List<Level> levels) {
  /**
   * One percentile; each list has a value for each garment.
   *
   * @param percentile RectGrad's, from 0 to 100
   * @param nonZero the share of pixels that RectGrad's map marks at all
   * @param mass the share of RectGrad's |A| on the garment; NaN where the map is zero
   * @param rivals the other methods
   */
  public record Level(
      double percentile, List<Double> nonZero, List<Double> mass, List<Rival> rivals) {}

  /**
   * The maps of another method; each list has a value for each garment.
   *
   * @param title the method
   * @param whole the share of |A| on the garment
   * @param cut the same after all pixels but those of most |A| were set to zero, so that as many
   *     are left as RectGrad marks
   */
  public record Rival(String title, List<Double> whole, List<Double> cut) {}
}
