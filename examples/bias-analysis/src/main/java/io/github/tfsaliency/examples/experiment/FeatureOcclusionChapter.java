package io.github.tfsaliency.examples.experiment;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.cli.report.Page;
import io.github.tfsaliency.examples.chapter.Chapter;
import io.github.tfsaliency.examples.chapter.ExperimentFigures;
import io.github.tfsaliency.examples.chapter.Figure;
import io.github.tfsaliency.examples.chapter.Finished;
import io.github.tfsaliency.examples.part.Part;
import java.util.List;

/** The decision of a classifier when features are occluded. */
public final class FeatureOcclusionChapter implements Chapter<FeatureOcclusionPage> {
  private final Part<FeatureOcclusionResult> part;
  private final long seed;

  /**
   * The chapter on one classifier.
   *
   * @param part its work
   * @param seed of the intervals
   */
  public FeatureOcclusionChapter(Part<FeatureOcclusionResult> part, long seed) {
    this.part = part;
    this.seed = seed;
  }

  @Override
  public List<Part<?>> parts() {
    return ImmutableList.of(part);
  }

  @Override
  public FeatureOcclusionPage results(Finished finished) {
    return FeatureOcclusionPage.of(finished.of(part));
  }

  @Override
  public String page(FeatureOcclusionPage page) {
    return Page.render("feature-occlusion.jte", page);
  }

  @Override
  public List<Figure> figures(FeatureOcclusionPage page) {
    ExperimentFigures figures = new ExperimentFigures("feature-occlusion", seed);
    for (FeatureOcclusionResult.Curve curve : page.result().curves()) {
      for (int i = 0; i < page.result().shares().size(); i++) {
        ExperimentFigures.Place place =
            figures.at(curve.layer() + " " + curve.region(), page.result().shares().get(i));
        place.add("lead", curve.leads().get(i));
        place.add("right", curve.right().get(i));
      }
    }
    return figures.all();
  }
}
