package io.github.tfsaliency.examples.bias;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.examples.bias.SweepResults.Accuracies;
import io.github.tfsaliency.examples.bias.SweepResults.MethodShares;
import io.github.tfsaliency.examples.experiment.Attack;
import io.github.tfsaliency.examples.experiment.AttackGoal;
import io.github.tfsaliency.examples.experiment.AttackResult;
import io.github.tfsaliency.examples.experiment.Effort;
import io.github.tfsaliency.examples.experiment.FeatureOcclusion;
import io.github.tfsaliency.examples.experiment.FeatureOcclusionResult;
import io.github.tfsaliency.examples.experiment.PercentileGarments;
import io.github.tfsaliency.examples.experiment.PercentileGarmentsResult;
import io.github.tfsaliency.examples.experiment.PercentilePhoto;
import io.github.tfsaliency.examples.experiment.PercentilePhotoResult;
import io.github.tfsaliency.examples.looks.GarmentScenes;
import io.github.tfsaliency.examples.looks.Looks;
import io.github.tfsaliency.examples.looks.LooksResults;
import io.github.tfsaliency.examples.looks.MethodFigures;
import io.github.tfsaliency.examples.looks.PhotoScenes;
import io.github.tfsaliency.examples.part.FileSums;
import io.github.tfsaliency.examples.part.Part;
import io.github.tfsaliency.examples.part.PartFolder;
import io.github.tfsaliency.examples.retraining.OcclusionResult;
import io.github.tfsaliency.examples.retraining.RankingMethod;
import io.github.tfsaliency.examples.retraining.RetrainingExperiment;
import io.github.tfsaliency.examples.retraining.RetrainingPlan;
import io.github.tfsaliency.examples.retraining.RetrainingResult;
import io.github.tfsaliency.examples.retraining.UnmodifiedResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.tensorflow.TensorFlow;

/**
 * Runs the analysis and writes the report. The analysis is made of parts; those that were finished
 * before are not run again.
 */
public final class BiasReport implements AutoCloseable {
  private final Study study;
  private final BiasAnalysis analysis;
  private final BrightnessSweep sweep;
  private final ImmutableList<Part<PhotoResult>> photographs;
  private final Part<Accuracies> accuracies;
  private final ImmutableMap<ComparedMethod, Part<MethodShares>> shares;
  private final Looks garmentLooks;
  private final Looks photoLooks;
  private final ImmutableMap<String, Part<MethodFigures>> looksOfGarments;
  private final ImmutableMap<String, Part<MethodFigures>> looksOfPhotos;
  private final Part<FeatureOcclusionResult> featureOcclusion;
  private final Part<PercentileGarmentsResult> percentileOfGarments;
  private final ImmutableList<Part<PercentilePhotoResult>> percentileOfPhotos;
  private final ImmutableList<Part<AttackResult>> attacks;
  private final RetrainingPlan plan;
  private final RetrainingExperiment retraining;
  private final Part<UnmodifiedResult> unmodified;
  private final ImmutableList<Part<RetrainingResult>> retrained;
  private final Part<OcclusionResult> trainingOcclusion;

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
    ImmutableList.Builder<Part<PhotoResult>> parts = ImmutableList.builder();
    int number = 1;
    for (Path photograph : study.photos().photographs()) {
      parts.add(analysis.part(photograph, number++));
    }
    photographs = parts.build();
    accuracies = sweep.accuracies();
    shares = Maps.toMap(study.extent().methods(), sweep::shares);
    garmentLooks =
        new Looks(
            () -> sweep.model(usual()),
            new GarmentScenes(study.garments().sheet(), study.extent().garments(), study.seed()),
            study.seed(),
            Saliency::of);
    Function<Model, Saliency> explaining = study.photos().explaining();
    photoLooks =
        new Looks(
            () -> analysis.in(usual()),
            new PhotoScenes(study.photos().photographs()),
            study.seed(),
            explaining);
    looksOfGarments = looks(garmentLooks, study.extent().methods());
    looksOfPhotos =
        looks(photoLooks, study.quick() ? ImmutableList.of() : ComparedMethod.WITH_OTHERS);
    Effort effort = study.quick() ? Effort.QUICK : Effort.FULL;
    featureOcclusion =
        FeatureOcclusion.of(
            study.garments().model(), study.garments().sheet(), effort, study.seed());
    percentileOfGarments =
        PercentileGarments.of(
            study.garments().model(), study.garments().sheet(), effort, study.seed());
    List<Path> tried =
        study.quick() ? study.photos().photographs().subList(0, 1) : study.photos().photographs();
    percentileOfPhotos =
        tried.stream()
            .map(
                photograph ->
                    PercentilePhoto.of(analysis::original, explaining, photograph, effort))
            .collect(toImmutableList());
    attacks =
        Arrays.stream(AttackGoal.values())
            .flatMap(
                goal ->
                    tried.stream()
                        .map(
                            photograph ->
                                Attack.of(
                                    analysis::original, explaining, photograph, goal, effort)))
            .collect(toImmutableList());
    plan = study.quick() ? RetrainingPlan.quick(study.seed()) : RetrainingPlan.full(study.seed());
    List<RankingMethod> ranking = study.quick() ? RankingMethod.FEW : RankingMethod.ALL;
    retraining =
        study
            .cifar10()
            .map(folder -> RetrainingExperiment.ofCifar10(folder, plan))
            .orElseGet(
                () ->
                    RetrainingExperiment.ofGarments(
                        study.garments().trainSheet(),
                        study.garments().sheet(),
                        study.garments().model(),
                        plan));
    unmodified = retraining.unmodified();
    retrained = ranking.stream().map(retraining::retraining).collect(toImmutableList());
    trainingOcclusion = retraining.occlusion(ranking.subList(1, ranking.size()));
  }

  /** Black is zero, as nearly everywhere. */
  private static Encoding usual() {
    return Encoding.COMPARED.get(0);
  }

  private static ImmutableMap<String, Part<MethodFigures>> looks(
      Looks looks, List<ComparedMethod> methods) {
    return methods.stream()
        .collect(
            toImmutableMap(
                ComparedMethod::title,
                method -> looks.part(method.id(), method.in().apply(usual()))));
  }

  /**
   * How often the listener of {@link #write} is called.
   *
   * @return the steps of all parts
   */
  public int steps() {
    List<Part<?>> all = new ArrayList<>(photographs);
    all.add(accuracies);
    all.addAll(shares.values());
    all.addAll(looksOfGarments.values());
    all.addAll(looksOfPhotos.values());
    all.add(featureOcclusion);
    all.add(percentileOfGarments);
    all.addAll(percentileOfPhotos);
    all.addAll(attacks);
    all.add(unmodified);
    all.addAll(retrained);
    all.add(trainingOcclusion);
    return all.stream().mapToInt(Part::steps).sum();
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
    PartFolder parts = new PartFolder(partFolder, circumstances);
    StudyResults results =
        new StudyResults(
            study,
            new BiasResults(analysis.modelName(), finish(parts, photographs, beforeEachStep)),
            SweepResults.of(
                study.seed(),
                study.extent(),
                parts.finish(accuracies, beforeEachStep),
                finish(parts, shares, beforeEachStep)),
            LooksResults.of(finish(parts, looksOfGarments, beforeEachStep), study.seed()),
            looksOfPhotos.isEmpty()
                ? Optional.empty()
                : Optional.of(
                    LooksResults.of(finish(parts, looksOfPhotos, beforeEachStep), study.seed())),
            parts.finish(featureOcclusion, beforeEachStep),
            parts.finish(percentileOfGarments, beforeEachStep),
            finish(parts, percentileOfPhotos, beforeEachStep),
            finish(parts, attacks, beforeEachStep),
            retraining(new PartFolder(partFolder, ofTraining(circumstances)), beforeEachStep));
    FigureFiles.write(results, folder);
    Files.writeString(folder.resolve("report.html"), ReportPage.render(results, watch.elapsed()));
  }

  private RetrainingSection retraining(PartFolder parts, Consumer<String> beforeEachStep) {
    return new RetrainingSection(
        study.cifar10().isPresent() ? "CIFAR-10" : "planted garments of random brightness",
        plan,
        parts.finish(unmodified, beforeEachStep),
        finish(parts, retrained, beforeEachStep),
        parts.finish(trainingOcclusion, beforeEachStep));
  }

  private static <R> ImmutableList<R> finish(
      PartFolder folder, List<Part<R>> parts, Consumer<String> beforeEachStep) {
    return parts.stream()
        .map(part -> folder.finish(part, beforeEachStep))
        .collect(toImmutableList());
  }

  private static <K, R> ImmutableMap<K, R> finish(
      PartFolder folder, ImmutableMap<K, Part<R>> parts, Consumer<String> beforeEachStep) {
    ImmutableMap.Builder<K, R> results = ImmutableMap.builder();
    parts.forEach((key, part) -> results.put(key, folder.finish(part, beforeEachStep)));
    return results.buildOrThrow();
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

  /** Networks are trained on pictures that no other part knows. */
  private ImmutableMap<String, String> ofTraining(ImmutableMap<String, String> circumstances) {
    return ImmutableMap.<String, String>builder()
        .putAll(circumstances)
        .put("training", FileSums.of(study.cifar10().orElse(study.garments().trainSheet())))
        .buildOrThrow();
  }

  /** Closes the models. */
  @Override
  public void close() {
    garmentLooks.close();
    photoLooks.close();
    analysis.close();
    sweep.close();
    retraining.close();
  }
}
