package io.github.tfsaliency.examples.experiment;

import java.util.List;

/**
 * RectGrad's maps of planted garments beside maps of other methods that are cut to as many pixels.
 *
 * @param seed of the garments' brightness and places and of the intervals
 * @param garments how many were explained
 * @param levels by percentile of RectGrad
 * @param gallery some of the maps for the eye, at the percentile 98
 */
public record ThresholdedRivalsResult(
    long seed, int garments, List<Level> levels, GarmentGallery gallery) {
  /**
   * One percentile.
   *
   * @param percentile RectGrad's, from 0 to 100
   * @param nonZero for each garment, the share of pixels that RectGrad's map marks at all
   * @param rectGrad its maps
   * @param rivals the other methods
   */
  public record Level(
      double percentile, List<Double> nonZero, MapFigures rectGrad, List<Rival> rivals) {}

  /**
   * The maps of another method.
   *
   * @param title the method
   * @param whole as they are
   * @param cut after all pixels but those of most |A| were set to zero, so that as many are left as
   *     RectGrad marks
   */
  public record Rival(String title, MapFigures whole, MapFigures cut) {}

  /**
   * What maps say and what they look like; each list has a value for each garment, NaN where a map
   * has no such figure.
   *
   * @param mass the share of |A| on the garment
   * @param gini how few pixels have nearly all of |A|
   * @param totalVariation how rough the map is
   * @param edges Spearman's rank correlation of |A| with the edges of the picture
   */
  public record MapFigures(
      List<Double> mass, List<Double> gini, List<Double> totalVariation, List<Double> edges) {}
}
