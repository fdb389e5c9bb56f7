package io.github.tfsaliency.examples.experiment;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.cli.report.Page;
import io.github.tfsaliency.examples.chapter.Chapter;
import io.github.tfsaliency.examples.chapter.ExperimentFigures;
import io.github.tfsaliency.examples.chapter.Figure;
import io.github.tfsaliency.examples.chapter.Finished;
import io.github.tfsaliency.examples.part.Part;
import java.util.List;

/** Whether RectGrad's maps are better than others, or only sparser. */
public final class ThresholdedRivalsChapter implements Chapter<ThresholdedRivalsPage> {
  private final Part<ThresholdedRivalsResult> part;

  /**
   * The chapter on one classifier.
   *
   * @param part its work
   */
  public ThresholdedRivalsChapter(Part<ThresholdedRivalsResult> part) {
    this.part = part;
  }

  @Override
  public List<Part<?>> parts() {
    return ImmutableList.of(part);
  }

  @Override
  public ThresholdedRivalsPage results(Finished finished) {
    return ThresholdedRivalsPage.of(finished.of(part));
  }

  @Override
  public String page(ThresholdedRivalsPage page) {
    return Page.render("thresholded-rivals.jte", page);
  }

  @Override
  public List<Figure> figures(ThresholdedRivalsPage page) {
    ExperimentFigures figures = new ExperimentFigures("thresholded-rivals", page.result().seed());
    for (ThresholdedRivalsResult.Level level : page.result().levels()) {
      ExperimentFigures.Place rectGrad = figures.at("RectGrad", level.percentile());
      rectGrad.add("non_zero", level.nonZero());
      add(rectGrad, "", level.rectGrad());
      for (ThresholdedRivalsResult.Rival rival : level.rivals()) {
        ExperimentFigures.Place place = figures.at(rival.title(), level.percentile());
        add(place, "", rival.whole());
        add(place, "_cut", rival.cut());
      }
    }
    return figures.all();
  }

  private static void add(
      ExperimentFigures.Place place, String suffix, ThresholdedRivalsResult.MapFigures figures) {
    place.add("mass_accuracy" + suffix, figures.mass());
    place.add("gini" + suffix, figures.gini());
    place.add("total_variation" + suffix, figures.totalVariation());
    place.add("edge_correlation" + suffix, figures.edges());
  }
}
