package io.github.tfsaliency.examples.retraining;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.cli.report.Page;
import io.github.tfsaliency.examples.chapter.Chapter;
import io.github.tfsaliency.examples.chapter.ExperimentFigures;
import io.github.tfsaliency.examples.chapter.Figure;
import io.github.tfsaliency.examples.chapter.Finished;
import io.github.tfsaliency.examples.part.FileSums;
import io.github.tfsaliency.examples.part.Part;
import io.github.tfsaliency.examples.retraining.FidelityResult.MethodCurves;
import io.github.tfsaliency.examples.retraining.FidelityResult.Networks;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What becomes of predictions while pixels are taken away, without training anew for a map. */
public final class FidelityChapter implements Chapter<FidelitySection> {
  private final String data;
  private final Path training;
  private final RetrainingPlan plan;
  private final RetrainingExperiment experiment;
  private final Part<FidelityResult> part;

  private FidelityChapter(
      String data,
      Path training,
      RetrainingPlan plan,
      RetrainingExperiment experiment,
      List<RankingMethod> ranking) {
    this.data = data;
    this.training = training;
    this.plan = plan;
    this.experiment = experiment;
    this.part = experiment.fidelity(ranking);
  }

  /**
   * The chapter on garments of any brightness.
   *
   * @param trainSheet garments to learn from
   * @param testSheet garments to test with
   * @param model the SavedModel that other chapters explain
   * @param plan how much is done
   * @param ranking what ranks pixels; the first is chance
   * @return to be closed
   */
  public static FidelityChapter ofGarments(
      Path trainSheet,
      Path testSheet,
      Path model,
      RetrainingPlan plan,
      List<RankingMethod> ranking) {
    return new FidelityChapter(
        "planted garments of random brightness",
        trainSheet,
        plan,
        RetrainingExperiment.ofGarments(trainSheet, testSheet, model, plan),
        ranking);
  }

  /**
   * The chapter on CIFAR-10.
   *
   * @param folder the files of the binary version
   * @param plan how much is done
   * @param ranking what ranks pixels; the first is chance
   * @return to be closed
   */
  public static FidelityChapter ofCifar10(
      Path folder, RetrainingPlan plan, List<RankingMethod> ranking) {
    return new FidelityChapter(
        "CIFAR-10", folder, plan, RetrainingExperiment.ofCifar10(folder, plan), ranking);
  }

  @Override
  public List<Part<?>> parts() {
    return ImmutableList.of(part);
  }

  /** Networks are trained on pictures that no other chapter but one knows. */
  @Override
  public Map<String, String> circumstances() {
    return ImmutableMap.of("training", FileSums.of(training));
  }

  @Override
  public FidelitySection results(Finished finished) {
    return new FidelitySection(data, plan, finished.of(part));
  }

  @Override
  public String page(FidelitySection section) {
    return Page.render("fidelity.jte", section);
  }

  @Override
  public List<Figure> figures(FidelitySection section) {
    ExperimentFigures figures = new ExperimentFigures("fidelity", plan.seed());
    add(figures, "whole", section, section.result().plain());
    add(figures, "perturbed", section, section.result().augmented());
    return figures.all();
  }

  private static void add(
      ExperimentFigures figures, String learned, FidelitySection section, Networks networks) {
    figures.of(learned).add("accuracy", section.accuracy(networks));
    for (MethodCurves method : networks.methods()) {
      ExperimentFigures.Place place = figures.of(learned + ", " + method.title());
      place.add("fidelity", section.fidelity(method));
      place.add("signed_fidelity", section.signedFidelity(method));
      place.add("mask", section.mask(method));
      place.add("rank_accuracy", section.rankAccuracy(method));
    }
  }

  @Override
  public void close() {
    experiment.close();
  }
}
