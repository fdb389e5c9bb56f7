package io.github.tfsaliency.examples.bias;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.cli.report.Page;
import io.github.tfsaliency.examples.chapter.Chapter;
import io.github.tfsaliency.examples.chapter.Figure;
import io.github.tfsaliency.examples.chapter.FigureFiles;
import io.github.tfsaliency.examples.chapter.Finished;
import io.github.tfsaliency.examples.chapter.StoredFigures;
import io.github.tfsaliency.examples.column.ColumnExtent;
import io.github.tfsaliency.examples.column.ColumnsChapter;
import io.github.tfsaliency.examples.encoding.Encoding;
import io.github.tfsaliency.examples.experiment.AttackChapter;
import io.github.tfsaliency.examples.experiment.Effort;
import io.github.tfsaliency.examples.experiment.FeatureOcclusion;
import io.github.tfsaliency.examples.experiment.FeatureOcclusionChapter;
import io.github.tfsaliency.examples.experiment.PercentileChapter;
import io.github.tfsaliency.examples.experiment.PercentileGarments;
import io.github.tfsaliency.examples.experiment.ThresholdedRivals;
import io.github.tfsaliency.examples.experiment.ThresholdedRivalsChapter;
import io.github.tfsaliency.examples.looks.GarmentScenes;
import io.github.tfsaliency.examples.looks.Looks;
import io.github.tfsaliency.examples.looks.PhotoScenes;
import io.github.tfsaliency.examples.network.ConceptsChapter;
import io.github.tfsaliency.examples.network.NetworksChapter;
import io.github.tfsaliency.examples.network.ProbeExtent;
import io.github.tfsaliency.examples.part.FileSums;
import io.github.tfsaliency.examples.part.Part;
import io.github.tfsaliency.examples.part.PartFolder;
import io.github.tfsaliency.examples.retraining.FidelityChapter;
import io.github.tfsaliency.examples.retraining.RankingMethod;
import io.github.tfsaliency.examples.retraining.RetrainingChapter;
import io.github.tfsaliency.examples.retraining.RetrainingExperiment;
import io.github.tfsaliency.examples.retraining.RetrainingPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Consumer;
import org.tensorflow.TensorFlow;

/**
 * Runs the analysis and writes the report, chapter by chapter. Chapters are made of parts; those
 * that were finished before are not run again.
 */
public final class BiasReport implements AutoCloseable {
  private final Study study;
  private final BiasAnalysis analysis;
  private final BrightnessSweep sweep;
  private final PhotographsChapter photographs;
  private final GarmentsChapter garments;
  private final LooksChapter looks;
  private final ImmutableList<Chapter<?>> chapters;

  /**
   * A report of a study.
   *
   * @param study what is asked
   * @throws io.github.tfsaliency.attribution.SaliencyException if a file of it cannot be read
   */
  public BiasReport(Study study) {
    this.study = study;
    analysis = new BiasAnalysis(study.photos());
    sweep =
        new BrightnessSweep(
            study.garments().model(), study.garments().sheet(), study.extent(), study.seed());
    photographs = new PhotographsChapter(analysis, study.photos().photographs());
    garments = new GarmentsChapter(sweep, study);
    looks = looks();
    RetrainingExperiment retraining = retraining();
    List<RankingMethod> ranking = study.quick() ? RankingMethod.FEW : RankingMethod.ALL;
    chapters =
        ImmutableList.of(
            photographs,
            garments,
            networks(),
            concepts(),
            columns(),
            looks,
            percentile(),
            thresholdedRivals(),
            featureOcclusion(),
            attack(),
            new RetrainingChapter(retraining, ranking),
            new FidelityChapter(retraining, ranking),
            new MapsChapter(photographs));
  }

  private NetworksChapter networks() {
    return new NetworksChapter(
        study.garments().networks(), study.garments().sheet(), probeExtent(), study.seed());
  }

  private ConceptsChapter concepts() {
    return new ConceptsChapter(
        study.garments().networks(),
        study.garments().trainSheet(),
        study.garments().sheet(),
        probeExtent(),
        study.seed());
  }

  private ColumnsChapter columns() {
    return new ColumnsChapter(
        study.table().model(),
        study.table().rows(),
        study.quick() ? ColumnExtent.QUICK : ColumnExtent.FULL,
        study.seed());
  }

  private ProbeExtent probeExtent() {
    return study.quick() ? ProbeExtent.QUICK : ProbeExtent.FULL;
  }

  private LooksChapter looks() {
    return new LooksChapter(
        new Looks(
            () -> sweep.model(Encoding.USUAL),
            new GarmentScenes(study.garments().sheet(), study.extent().garments(), study.seed()),
            study.seed(),
            Saliency::of),
        new Looks(
            () -> analysis.in(Encoding.USUAL),
            new PhotoScenes(study.photos().photographs()),
            study.seed(),
            study.photos().explaining()),
        study);
  }

  private PercentileChapter percentile() {
    return new PercentileChapter(
        PercentileGarments.of(
            study.garments().model(), study.garments().sheet(), effort(), study.seed()),
        analysis::original,
        study.photos().explaining(),
        triedPhotographs(),
        effort(),
        study.seed());
  }

  private ThresholdedRivalsChapter thresholdedRivals() {
    return new ThresholdedRivalsChapter(
        ThresholdedRivals.of(
            study.garments().model(), study.garments().sheet(), effort(), study.seed()));
  }

  private FeatureOcclusionChapter featureOcclusion() {
    return new FeatureOcclusionChapter(
        FeatureOcclusion.of(
            study.garments().model(), study.garments().sheet(), effort(), study.seed()),
        study.seed());
  }

  private AttackChapter attack() {
    return new AttackChapter(
        analysis::original,
        study.photos().explaining(),
        triedPhotographs(),
        effort(),
        study.seed());
  }

  private RetrainingExperiment retraining() {
    RetrainingPlan plan =
        study.quick() ? RetrainingPlan.quick(study.seed()) : RetrainingPlan.full(study.seed());
    return study
        .cifar10()
        .map(folder -> RetrainingExperiment.ofCifar10(folder, plan))
        .orElseGet(
            () ->
                RetrainingExperiment.ofGarments(
                    study.garments().trainSheet(),
                    study.garments().sheet(),
                    study.garments().model(),
                    plan));
  }

  private Effort effort() {
    return study.quick() ? Effort.QUICK : Effort.FULL;
  }

  private List<Path> triedPhotographs() {
    List<Path> all = study.photos().photographs();
    return study.quick() ? all.subList(0, 1) : all;
  }

  /**
   * How often the listener of {@link #write} is called.
   *
   * @return the steps of all parts
   */
  public int steps() {
    return chapters.stream()
        .<Part<?>>flatMap(chapter -> chapter.parts().stream())
        .distinct()
        .mapToInt(Part::steps)
        .sum();
  }

  /**
   * Finishes all parts and writes {@code report.html}, {@code figures.csv}, {@code profiles.csv},
   * {@code garments.csv}, {@code looks.csv}, {@code experiments.csv} and {@code figures.json}.
   *
   * @param partFolder where finished parts are kept; created if it does not exist
   * @param folder an existing folder
   * @param beforeEachStep is told what comes next
   * @throws IOException if a file cannot be written
   */
  public void write(Path partFolder, Path folder, Consumer<String> beforeEachStep)
      throws IOException {
    Stopwatch watch = Stopwatch.createStarted();
    ImmutableMap<String, String> circumstances = circumstances();
    Finished finished = new Finished();
    for (Chapter<?> chapter : chapters) {
      finished.finish(
          chapter.parts(),
          new PartFolder(
              partFolder,
              ImmutableMap.<String, String>builder()
                  .putAll(circumstances)
                  .putAll(chapter.circumstances())
                  .buildOrThrow()),
          beforeEachStep);
    }
    Told told = new Told(finished);
    ImmutableList.Builder<Figure> figures = ImmutableList.builder();
    figures.add(Figure.single("").with("seed", study.seed()).with("quick", study.quick()));
    ImmutableList.Builder<String> pages = ImmutableList.builder();
    for (Chapter<?> chapter : chapters) {
      tell(chapter, told, figures, pages);
    }
    FigureFiles.write(figures.build(), folder);
    Files.writeString(
        folder.resolve("report.html"),
        new ReportPage(
                study,
                told.by(photographs),
                told.by(garments),
                told.by(looks).garments(),
                pages.build(),
                watch.elapsed())
            .render());
  }

  private <R> void tell(
      Chapter<R> chapter,
      Told told,
      ImmutableList.Builder<Figure> figures,
      ImmutableList.Builder<String> pages) {
    R results = told.by(chapter);
    List<Figure> own = chapter.figures(results);
    figures.addAll(own);
    pages.add(chapter.page(results));
    if (study.quick()) {
      StoredFigures.of(own).ifPresent(stored -> pages.add(Page.render("stored.jte", stored)));
    }
  }

  /** The results of chapters, whose intervals take a while: drawn once. */
  private static final class Told {
    private final Finished finished;
    private final IdentityHashMap<Chapter<?>, Object> results = new IdentityHashMap<>();

    Told(Finished finished) {
      this.finished = finished;
    }

    // The value of a chapter is what its own method gave.
    @SuppressWarnings("unchecked")
    <R> R by(Chapter<R> chapter) {
      return (R) results.computeIfAbsent(chapter, present -> chapter.results(finished));
    }
  }

  /** What all parts depend on. */
  private ImmutableMap<String, String> circumstances() {
    return ImmutableMap.of(
        "library", FileSums.ofProgram(Saliency.class),
        "program", FileSums.ofProgram(BiasReport.class),
        "tensorflow", TensorFlow.version(),
        "model", FileSums.of(study.photos().loader().files()),
        "garmentModel", FileSums.of(Model.from(study.garments().model()).files()),
        "garments", FileSums.of(study.garments().sheet()));
  }

  /** Closes the models. */
  @Override
  public void close() {
    chapters.forEach(Chapter::close);
    analysis.close();
    sweep.close();
  }
}
