package io.github.tfsaliency.examples.bias;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Doubles;
import io.github.tfsaliency.cli.report.MeanInterval;
import io.github.tfsaliency.examples.bias.FigureLines.Interval;
import io.github.tfsaliency.examples.experiment.AttackGoal;
import io.github.tfsaliency.examples.experiment.AttackResult;
import io.github.tfsaliency.examples.experiment.AttackResult.MethodSimilarities;
import io.github.tfsaliency.examples.experiment.FeatureOcclusionResult;
import io.github.tfsaliency.examples.experiment.PercentileGarmentsResult;
import io.github.tfsaliency.examples.experiment.PercentilePhotoResult;
import io.github.tfsaliency.examples.retraining.OcclusionResult;
import io.github.tfsaliency.examples.retraining.RetrainingResult;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A figure of one of the paper's other experiments.
 *
 * @param experiment which
 * @param of what of: a method, a layer, a goal
 * @param at where on the horizontal axis, or null if there is none
 * @param measure what was measured
 * @param mean over garments or photographs
 */
record ExperimentFigure(
    String experiment, String of, @Nullable Double at, String measure, Interval mean) {
  static ImmutableList<ExperimentFigure> of(StudyResults study) {
    long seed = study.study().seed();
    ImmutableList.Builder<ExperimentFigure> figures = ImmutableList.builder();
    percentiles(study.percentileOfGarments(), seed, figures);
    percentiles(study.percentileOfPhotos(), seed, figures);
    occlusion(study.featureOcclusion(), seed, figures);
    attacks(study.attacks(), seed, figures);
    retraining(study.retraining(), seed, figures);
    return figures.build();
  }

  private static void percentiles(
      PercentileGarmentsResult result, long seed, ImmutableList.Builder<ExperimentFigure> to) {
    levels("RectGrad", result.plain(), seed, to);
    levels("RectGrad × Input", result.multiplied(), seed, to);
  }

  private static void levels(
      String method,
      List<PercentileGarmentsResult.Level> levels,
      long seed,
      ImmutableList.Builder<ExperimentFigure> to) {
    for (PercentileGarmentsResult.Level level : levels) {
      Row row = new Row("percentile-garments", method, level.percentile(), seed, to);
      row.add("mass_accuracy", level.mass());
      row.add("rank_accuracy", level.rank());
      row.add("gini", level.gini());
      row.add("non_zero", level.nonZero());
      row.add("mass_accuracy_black", level.darkMass());
    }
  }

  private static void percentiles(
      List<PercentilePhotoResult> photos, long seed, ImmutableList.Builder<ExperimentFigure> to) {
    for (int i = 0; i < photos.get(0).plain().size(); i++) {
      int at = i;
      photoLevel("RectGrad", photos.stream().map(photo -> photo.plain().get(at)), seed, to);
      photoLevel(
          "RectGrad × Input", photos.stream().map(photo -> photo.multiplied().get(at)), seed, to);
    }
  }

  private static void photoLevel(
      String method,
      Stream<PercentilePhotoResult.Level> levels,
      long seed,
      ImmutableList.Builder<ExperimentFigure> to) {
    List<PercentilePhotoResult.Level> all = levels.toList();
    Row row = new Row("percentile-photographs", method, all.get(0).percentile(), seed, to);
    row.add("gini", all, PercentilePhotoResult.Level::gini);
    row.add("total_variation", all, PercentilePhotoResult.Level::totalVariation);
    row.add("edge_correlation", all, PercentilePhotoResult.Level::edgeCorrelation);
    row.add("edge_rank_correlation", all, PercentilePhotoResult.Level::edgeRankCorrelation);
    row.add("non_zero", all, PercentilePhotoResult.Level::nonZero);
  }

  private static void occlusion(
      FeatureOcclusionResult result, long seed, ImmutableList.Builder<ExperimentFigure> to) {
    for (FeatureOcclusionResult.Curve curve : result.curves()) {
      for (int i = 0; i < result.shares().size(); i++) {
        Row row =
            new Row(
                "feature-occlusion",
                curve.layer() + " " + curve.region(),
                result.shares().get(i),
                seed,
                to);
        row.add("lead", curve.leads().get(i));
        row.add("right", curve.right().get(i));
      }
    }
  }

  private static void attacks(
      List<AttackResult> results, long seed, ImmutableList.Builder<ExperimentFigure> to) {
    for (AttackGoal goal : AttackGoal.values()) {
      List<AttackResult> reached =
          results.stream().filter(result -> result.goal() == goal && result.reached()).toList();
      if (reached.isEmpty()) {
        continue;
      }
      Row attack = new Row("attack", goal.title(), null, seed, to);
      attack.add("steps", reached, AttackResult::steps);
      attack.add("mean_change", reached, AttackResult::meanChange);
      for (int i = 0; i < reached.get(0).methods().size(); i++) {
        int method = i;
        List<MethodSimilarities> maps =
            reached.stream().map(result -> result.methods().get(method)).toList();
        Row row = new Row("attack", goal.title() + ", " + maps.get(0).method(), null, seed, to);
        row.add("rank_attacked_new", maps, map -> map.attackedNew().rank());
        row.add("rank_attacked_old", maps, map -> map.attackedOld().rank());
        row.add("rank_clean_new", maps, map -> map.cleanNew().rank());
        row.add("ssim_attacked_new", maps, map -> map.attackedNew().ssim());
        row.add("ssim_attacked_old", maps, map -> map.attackedOld().ssim());
        row.add("ssim_clean_new", maps, map -> map.cleanNew().ssim());
      }
    }
  }

  private static void retraining(
      RetrainingSection section, long seed, ImmutableList.Builder<ExperimentFigure> to) {
    new Row("retraining", "unmodified", 0.0, seed, to)
        .add("accuracy", section.unmodified().accuracies());
    for (RetrainingResult method : section.methods()) {
      for (RetrainingResult.Retrained retrained : method.retrained()) {
        new Row(
                "retraining",
                Ascii.toLowerCase(retrained.experiment().name()) + " " + method.title(),
                retrained.fraction(),
                seed,
                to)
            .add("accuracy", retrained.accuracies());
      }
    }
    for (OcclusionResult.MethodShares method : section.occlusion().shares()) {
      Row row = new Row("training-occlusion", method.title(), null, seed, to);
      row.add("share_patched", method.patched().absolute());
      row.add("positive_share_patched", method.patched().positive());
      row.add("share_plain", method.plain().absolute());
    }
  }

  /** Figures of the same place. */
  private record Row(
      String experiment,
      String of,
      @Nullable Double at,
      long seed,
      ImmutableList.Builder<ExperimentFigure> to) {
    void add(String measure, List<Double> values) {
      to.add(
          new ExperimentFigure(
              experiment,
              of,
              at,
              measure,
              Interval.of(MeanInterval.of(Doubles.toArray(values), seed))));
    }

    <T> void add(String measure, List<T> samples, ToDoubleFunction<T> value) {
      add(measure, samples.stream().mapToDouble(value).boxed().toList());
    }
  }
}
