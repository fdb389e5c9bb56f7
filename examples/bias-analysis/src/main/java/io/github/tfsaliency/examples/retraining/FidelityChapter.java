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
import java.util.List;
import java.util.Map;

/** Predictions while pixels are removed, without retraining for a map. */
public final class FidelityChapter implements Chapter<FidelitySection> {
  private final RetrainingExperiment experiment;
  private final Part<FidelityResult> part;

  /**
   * The chapter on one set of pictures.
   *
   * @param experiment on them; closed by this
   * @param ranking what ranks pixels; the first is chance
   */
  public FidelityChapter(RetrainingExperiment experiment, List<RankingMethod> ranking) {
    this.experiment = experiment;
    this.part = experiment.fidelity(ranking);
  }

  @Override
  public List<Part<?>> parts() {
    return ImmutableList.of(part);
  }

  @Override
  public Map<String, String> circumstances() {
    return ImmutableMap.of("training", FileSums.of(experiment.files()));
  }

  @Override
  public FidelitySection results(Finished finished) {
    return new FidelitySection(experiment.title(), experiment.plan(), finished.of(part));
  }

  @Override
  public String page(FidelitySection section) {
    return Page.render("fidelity.jte", section);
  }

  @Override
  public List<Figure> figures(FidelitySection section) {
    ExperimentFigures figures = new ExperimentFigures("fidelity", experiment.plan().seed());
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
