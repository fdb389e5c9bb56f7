package io.github.tfsaliency.examples.experiment;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.cli.report.MeanInterval;
import java.util.List;

/**
 * The content of the template {@code experiment/thresholded-rivals.jte}.
 *
 * @param result the figures
 * @param levels what they come to, by percentile of RectGrad
 */
public record ThresholdedRivalsPage(ThresholdedRivalsResult result, ImmutableList<Level> levels) {
  /**
   * One percentile.
   *
   * @param percentile RectGrad's
   * @param nonZero the share of pixels that it marks
   * @param rectGrad its maps
   * @param rivals the other methods
   */
  public record Level(
      String percentile, MeanInterval nonZero, MapMeans rectGrad, ImmutableList<Rival> rivals) {
    static Level of(ThresholdedRivalsResult.Level level, long seed) {
      return new Level(
          Figures.whole(level.percentile()),
          Figures.mean(level.nonZero(), seed),
          MapMeans.of(level.rectGrad(), seed),
          level.rivals().stream()
              .map(
                  rival ->
                      new Rival(
                          rival.title(),
                          MapMeans.of(rival.whole(), seed),
                          MapMeans.of(rival.cut(), seed),
                          Figures.difference(level.rectGrad().mass(), rival.cut().mass(), seed)))
              .collect(toImmutableList()));
    }

    /**
     * The methods that are less sparse although as many pixels are left.
     *
     * @return those whose interval of the Gini index lies below RectGrad's
     */
    public ImmutableList<String> lessSparse() {
      return rivals.stream()
          .filter(rival -> rival.cut().gini().high() < rectGrad.gini().low())
          .map(Rival::title)
          .collect(toImmutableList());
    }

    /**
     * The methods that are as good once they are as sparse.
     *
     * @return those over which RectGrad has no certain lead
     */
    public ImmutableList<String> asGood() {
      return rivals.stream()
          .filter(rival -> rival.lead().low() <= 0)
          .map(Rival::title)
          .collect(toImmutableList());
    }
  }

  /**
   * Another method.
   *
   * @param title its name
   * @param whole its maps
   * @param cut the same with as many pixels as RectGrad marks
   * @param lead what RectGrad has more on the garment than these, garment by garment
   */
  public record Rival(String title, MapMeans whole, MapMeans cut, MeanInterval lead) {}

  /**
   * Means over the garments.
   *
   * @param mass the share of |A| on the garment
   * @param gini how few pixels have nearly all of |A|
   * @param totalVariation how rough the map is
   * @param edges rank correlation of |A| with the edges of the picture
   */
  public record MapMeans(
      MeanInterval mass, MeanInterval gini, MeanInterval totalVariation, MeanInterval edges) {
    static MapMeans of(ThresholdedRivalsResult.MapFigures figures, long seed) {
      return new MapMeans(
          Figures.mean(figures.mass(), seed),
          Figures.mean(figures.gini(), seed),
          Figures.mean(figures.totalVariation(), seed),
          Figures.mean(figures.edges(), seed));
    }
  }

  /**
   * Draws the intervals.
   *
   * @param result the figures
   * @return for the template
   */
  public static ThresholdedRivalsPage of(ThresholdedRivalsResult result) {
    List<ThresholdedRivalsResult.Level> levels = result.levels();
    return new ThresholdedRivalsPage(
        result,
        levels.stream().map(level -> Level.of(level, result.seed())).collect(toImmutableList()));
  }
}
