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
import io.github.tfsaliency.examples.experiment.AttackResult.MethodSimilarities;
import io.github.tfsaliency.examples.part.Part;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Whether maps move with a prediction that an attack has changed. */
public final class AttackChapter implements Chapter<AttackPage> {
  private final ImmutableList<Attack> attacks;
  private final long seed;

  /**
   * The chapter on photographs, each attacked towards each goal.
   *
   * @param models gives a model that takes pictures and says how it encodes them; closed by the
   *     caller
   * @param explaining begins each computation of maps
   * @param photographs at least one picture file
   * @param effort how long an attack may try
   * @param seed of the intervals
   */
  public AttackChapter(
      Supplier<Model> models,
      Function<Model, Saliency> explaining,
      List<Path> photographs,
      Effort effort,
      long seed) {
    this.attacks =
        Arrays.stream(AttackGoal.values())
            .flatMap(
                goal ->
                    photographs.stream()
                        .map(photograph -> Attack.of(models, explaining, photograph, goal, effort)))
            .collect(toImmutableList());
    this.seed = seed;
  }

  @Override
  public List<? extends Part<?>> parts() {
    return attacks;
  }

  @Override
  public AttackPage results(Finished finished) {
    return AttackPage.of(finished.all(attacks), seed);
  }

  @Override
  public String page(AttackPage page) {
    return Page.render("attack.jte", page);
  }

  @Override
  public List<Figure> figures(AttackPage page) {
    ExperimentFigures figures = new ExperimentFigures("attack", seed);
    for (AttackGoal goal : AttackGoal.values()) {
      List<AttackResult> reached =
          page.results().stream()
              .filter(result -> result.goal() == goal && result.reached())
              .toList();
      if (!reached.isEmpty()) {
        add(figures, goal, reached);
      }
    }
    return figures.all();
  }

  private static void add(ExperimentFigures figures, AttackGoal goal, List<AttackResult> reached) {
    ExperimentFigures.Place attack = figures.of(goal.title());
    attack.add("steps", reached, AttackResult::steps);
    attack.add("mean_change", reached, AttackResult::meanChange);
    for (int i = 0; i < reached.get(0).methods().size(); i++) {
      int method = i;
      List<MethodSimilarities> maps =
          reached.stream().map(result -> result.methods().get(method)).toList();
      ExperimentFigures.Place place = figures.of(goal.title() + ", " + maps.get(0).method());
      place.add("rank_attacked_new", maps, map -> map.attackedNew().rank());
      place.add("rank_attacked_old", maps, map -> map.attackedOld().rank());
      place.add("rank_clean_new", maps, map -> map.cleanNew().rank());
      place.add("ssim_attacked_new", maps, map -> map.attackedNew().ssim());
      place.add("ssim_attacked_old", maps, map -> map.attackedOld().ssim());
      place.add("ssim_clean_new", maps, map -> map.cleanNew().ssim());
    }
  }
}
