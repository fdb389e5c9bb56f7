package io.github.tfsaliency.examples.experiment;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.cli.report.Page;
import io.github.tfsaliency.examples.chapter.Chapter;
import io.github.tfsaliency.examples.chapter.ExperimentFigures;
import io.github.tfsaliency.examples.chapter.Figure;
import io.github.tfsaliency.examples.chapter.Finished;
import io.github.tfsaliency.examples.part.Part;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** The effect of RectGrad's percentile on maps of garments and of photographs. */
public final class PercentileChapter implements Chapter<PercentilePage> {
  private static final String PLAIN = "RectGrad";
  private static final String MULTIPLIED = "RectGrad × Input";

  private final Part<PercentileGarmentsResult> garments;
  private final ImmutableList<PercentilePhoto> photos;
  private final long seed;

  /**
   * The chapter on garments and photographs.
   *
   * @param garments the part of the garments
   * @param models gives a model that takes pictures and says how it encodes them; closed by the
   *     caller
   * @param explaining begins each computation of maps of photographs
   * @param photographs at least one picture file
   * @param effort how many percentiles
   * @param seed of the intervals
   */
  public PercentileChapter(
      Part<PercentileGarmentsResult> garments,
      Supplier<Model> models,
      Function<Model, Saliency> explaining,
      List<Path> photographs,
      Effort effort,
      long seed) {
    this.garments = garments;
    this.photos =
        photographs.stream()
            .map(photograph -> PercentilePhoto.of(models, explaining, photograph, effort))
            .collect(toImmutableList());
    this.seed = seed;
  }

  @Override
  public List<Part<?>> parts() {
    return ImmutableList.<Part<?>>builder().add(garments).addAll(photos).build();
  }

  @Override
  public PercentilePage results(Finished finished) {
    return PercentilePage.of(finished.of(garments), finished.all(photos));
  }

  @Override
  public String page(PercentilePage page) {
    return Page.render("percentile.jte", page);
  }

  @Override
  public List<Figure> figures(PercentilePage page) {
    ExperimentFigures ofGarments = new ExperimentFigures("percentile-garments", seed);
    levels(ofGarments, PLAIN, page.garments().plain());
    levels(ofGarments, MULTIPLIED, page.garments().multiplied());
    ExperimentFigures ofPhotos = new ExperimentFigures("percentile-photographs", seed);
    for (int i = 0; i < page.photos().get(0).plain().size(); i++) {
      int at = i;
      level(ofPhotos, PLAIN, page.photos().stream().map(photo -> photo.plain().get(at)).toList());
      level(
          ofPhotos,
          MULTIPLIED,
          page.photos().stream().map(photo -> photo.multiplied().get(at)).toList());
    }
    return ImmutableList.<Figure>builder().addAll(ofGarments.all()).addAll(ofPhotos.all()).build();
  }

  private static void levels(
      ExperimentFigures figures, String method, List<PercentileGarmentsResult.Level> levels) {
    for (PercentileGarmentsResult.Level level : levels) {
      ExperimentFigures.Place place = figures.at(method, level.percentile());
      place.add("mass_accuracy", level.mass());
      place.add("rank_accuracy", level.rank());
      place.add("gini", level.gini());
      place.add("non_zero", level.nonZero());
      place.add("mass_accuracy_black", level.darkMass());
    }
  }

  private static void level(
      ExperimentFigures figures, String method, List<PercentilePhotoResult.Level> photos) {
    ExperimentFigures.Place place = figures.at(method, photos.get(0).percentile());
    place.add("gini", photos, PercentilePhotoResult.Level::gini);
    place.add("total_variation", photos, PercentilePhotoResult.Level::totalVariation);
    place.add("edge_correlation", photos, PercentilePhotoResult.Level::edgeCorrelation);
    place.add("edge_rank_correlation", photos, PercentilePhotoResult.Level::edgeRankCorrelation);
    place.add("non_zero", photos, PercentilePhotoResult.Level::nonZero);
  }
}
