package io.github.tfsaliency.examples.retraining;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.cli.report.Page;
import io.github.tfsaliency.examples.chapter.Chapter;
import io.github.tfsaliency.examples.chapter.ExperimentFigures;
import io.github.tfsaliency.examples.chapter.Figure;
import io.github.tfsaliency.examples.chapter.Finished;
import io.github.tfsaliency.examples.part.FileSums;
import io.github.tfsaliency.examples.part.Part;
import java.util.List;
import java.util.Map;

/** Networks that learn from pictures that a method changed. */
public final class RetrainingChapter implements Chapter<RetrainingSection> {
  private final RetrainingExperiment experiment;
  private final Part<UnmodifiedResult> unmodified;
  private final ImmutableList<Part<RetrainingResult>> methods;
  private final Part<OcclusionResult> occlusion;

  /**
   * The chapter on one set of pictures.
   *
   * @param experiment on them; closed by this
   * @param ranking what ranks pixels; the first is chance
   */
  public RetrainingChapter(RetrainingExperiment experiment, List<RankingMethod> ranking) {
    this.experiment = experiment;
    this.unmodified = experiment.unmodified();
    this.methods = ranking.stream().map(experiment::retraining).collect(toImmutableList());
    this.occlusion = experiment.occlusion(ranking.subList(1, ranking.size()));
  }

  @Override
  public List<Part<?>> parts() {
    return ImmutableList.<Part<?>>builder().add(unmodified).addAll(methods).add(occlusion).build();
  }

  @Override
  public Map<String, String> circumstances() {
    return ImmutableMap.of("training", FileSums.of(experiment.files()));
  }

  @Override
  public RetrainingSection results(Finished finished) {
    return new RetrainingSection(
        experiment.title(),
        experiment.plan(),
        finished.of(unmodified),
        finished.all(methods),
        finished.of(occlusion));
  }

  @Override
  public String page(RetrainingSection section) {
    return Page.render("retraining.jte", section);
  }

  @Override
  public List<Figure> figures(RetrainingSection section) {
    ExperimentFigures trained = new ExperimentFigures("retraining", experiment.plan().seed());
    trained.at("unmodified", 0).add("accuracy", section.whole());
    for (RetrainingResult method : section.methods()) {
      for (RetrainingResult.Retrained retrained : method.retrained()) {
        trained
            .at(
                Ascii.toLowerCase(retrained.experiment().name()) + " " + method.title(),
                retrained.fraction())
            .add("accuracy", section.accuracy(retrained));
      }
    }
    ExperimentFigures occluded =
        new ExperimentFigures("training-occlusion", experiment.plan().seed());
    for (OcclusionResult.MethodShares method : section.occlusion().shares()) {
      ExperimentFigures.Place place = occluded.of(method.title());
      place.add("share_patched", section.patched(method));
      place.add("positive_share_patched", section.positive(method));
      place.add("share_plain", section.plain(method));
    }
    return ImmutableList.<Figure>builder().addAll(trained.all()).addAll(occluded.all()).build();
  }

  @Override
  public void close() {
    experiment.close();
  }
}
