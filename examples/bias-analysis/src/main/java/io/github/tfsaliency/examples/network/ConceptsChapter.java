package io.github.tfsaliency.examples.network;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.cli.report.Page;
import io.github.tfsaliency.examples.chapter.Chapter;
import io.github.tfsaliency.examples.chapter.Figure;
import io.github.tfsaliency.examples.chapter.Finished;
import io.github.tfsaliency.examples.part.FileSums;
import io.github.tfsaliency.examples.part.Part;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Whether a multiplied map of a concept loses the concept where it is dark. */
public final class ConceptsChapter implements Chapter<ConceptsPage> {
  private final Path folder;
  private final ImmutableList<Part<ConceptResult>> parts;
  private final Path trainSheet;
  private final ProbeExtent extent;
  private final long seed;

  /**
   * The chapter on networks.
   *
   * @param folder a SavedModel for each, which was trained on planted garments
   * @param trainSheet garments of which the concept is learnt
   * @param sheet garments that nobody saw
   * @param extent how much is computed
   * @param seed of places, backgrounds, folds and intervals
   */
  public ConceptsChapter(Path folder, Path trainSheet, Path sheet, ProbeExtent extent, long seed) {
    this.folder = folder;
    this.parts =
        extent.networks().stream()
            .map(network -> ConceptPart.of(network, folder, trainSheet, sheet, extent, seed))
            .collect(toImmutableList());
    this.trainSheet = trainSheet;
    this.extent = extent;
    this.seed = seed;
  }

  @Override
  public List<Part<ConceptResult>> parts() {
    return parts;
  }

  @Override
  public Map<String, String> circumstances() {
    return ImmutableMap.<String, String>builder()
        .putAll(Network.sums(extent.networks(), folder))
        .put("trainGarments", FileSums.of(trainSheet))
        .buildOrThrow();
  }

  @Override
  public ConceptsPage results(Finished finished) {
    ImmutableList<ConceptResult> results = finished.all(parts);
    return new ConceptsPage(extent, seed, NetworkCurves.all(extent, results, seed), results);
  }

  @Override
  public String page(ConceptsPage page) {
    return Page.render("concepts.jte", page);
  }

  @Override
  public List<Figure> figures(ConceptsPage page) {
    ImmutableList.Builder<Figure> figures = ImmutableList.builder();
    for (int i = 0; i < extent.networks().size(); i++) {
      ConceptResult result = page.results().get(i);
      figures.add(
          Figure.line("concepts.vectors")
              .with("network", extent.networks().get(i).id())
              .with("layer", extent.networks().get(i).conceptLayer())
              .with("accuracy", result.accuracy())
              .with("score", result.score())
              .with("p", result.p()));
      for (ConceptResult.Recognised recognised : result.recognised()) {
        figures.add(
            Figure.line("concepts.recognised")
                .with("network", extent.networks().get(i).id())
                .with("brightness", recognised.brightness())
                .with("area", recognised.area()));
      }
      figures.addAll(page.networks().get(i).figures("concept"));
    }
    return figures.build();
  }
}
