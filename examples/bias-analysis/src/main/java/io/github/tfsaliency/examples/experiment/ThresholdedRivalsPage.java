package io.github.tfsaliency.examples.experiment;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.cli.report.MeanInterval;
import java.util.List;

/**
 * What the template {@code experiment/thresholded-rivals.jte} shows.
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
   * @param mass the share of its |A| on the garment
   * @param rivals the other methods
   */
  public record Level(
      String percentile, MeanInterval nonZero, MeanInterval mass, ImmutableList<Rival> rivals) {
    static Level of(ThresholdedRivalsResult.Level level, long seed) {
      return new Level(
          Figures.whole(level.percentile()),
          Figures.mean(level.nonZero(), seed),
          Figures.mean(level.mass(), seed),
          level.rivals().stream()
              .map(
                  rival ->
                      new Rival(
                          rival.title(),
                          Figures.mean(rival.whole(), seed),
                          Figures.mean(rival.cut(), seed),
                          Figures.difference(level.mass(), rival.cut(), seed)))
              .collect(toImmutableList()));
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
   * @param whole the share of its |A| on the garment
   * @param cut the same of as many pixels as RectGrad marks
   * @param lead what RectGrad has more than that, garment by garment
   */
  public record Rival(String title, MeanInterval whole, MeanInterval cut, MeanInterval lead) {}

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
