package io.github.tfsaliency.examples.retraining;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import io.github.tfsaliency.cli.report.LineChart;
import io.github.tfsaliency.cli.report.MeanInterval;
import io.github.tfsaliency.examples.retraining.RetrainingResult.Retrained;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Classifiers that learn from pictures that a method changed, for the page.
 *
 * @param data the name of the pictures
 * @param plan how much was done
 * @param unmodified what a classifier reaches without any change
 * @param methods the first one is chance
 * @param occlusion what maps show of a patch that lies on all pictures
 */
record RetrainingSection(
    String data,
    RetrainingPlan plan,
    UnmodifiedResult unmodified,
    ImmutableList<RetrainingResult> methods,
    OcclusionResult occlusion) {
  /** So many methods in a plot can be told apart. */
  private static final int CURVES = 4;

  /** Whether the networks learned too little to say anything. */
  boolean quick() {
    return plan.equals(RetrainingPlan.quick(plan.seed()));
  }

  /** The accuracy without any change, over the trainings. */
  MeanInterval whole() {
    return Trainings.mean(unmodified.accuracies());
  }

  ImmutableList<String> removePlots() {
    return plots(Experiment.REMOVE, "Remove and retrain (ROAR)", "share of pixels removed");
  }

  /** Each method in one of several plots, all of them with chance. */
  private ImmutableList<String> plots(Experiment experiment, String title, String xAxis) {
    ImmutableList.Builder<String> plots = ImmutableList.builder();
    for (List<RetrainingResult> some :
        Iterables.partition(methods.subList(1, methods.size()), CURVES)) {
      LineChart plot = LineChart.wide(title, xAxis, "accuracy").from(0, 1);
      curve(plot, methods.get(0), experiment);
      some.forEach(method -> curve(plot, method, experiment));
      plots.add(plot.svg());
    }
    return plots.build();
  }

  private void curve(LineChart plot, RetrainingResult method, Experiment experiment) {
    List<Double> x = new ArrayList<>();
    List<MeanInterval> y = new ArrayList<>();
    x.add(0.0);
    y.add(whole());
    for (Retrained retrained : method.of(experiment)) {
      x.add(retrained.fraction());
      y.add(accuracy(retrained));
    }
    plot.means(method.title(), x, y);
  }

  /** An accuracy, over the trainings. */
  MeanInterval accuracy(Retrained retrained) {
    return Trainings.mean(retrained.accuracies());
  }

  ImmutableList<String> keepPlots() {
    return plots(
        Experiment.KEEP, "Keep and retrain (KAR)", "share of pixels removed, least relevant first");
  }

  /** Methods whose most relevant pixels certainly tell more than random ones, if removed. */
  ImmutableList<String> betterAtRemoving() {
    return certain(method -> lead(method, Experiment.REMOVE).high() < 0);
  }

  /** Methods whose removal certainly hurts less than that of random pixels. */
  ImmutableList<String> worseAtRemoving() {
    return certain(method -> lead(method, Experiment.REMOVE).low() > 0);
  }

  /** Methods whose most relevant pixels certainly tell more than random ones, if kept. */
  ImmutableList<String> betterAtKeeping() {
    return certain(method -> lead(method, Experiment.KEEP).low() > 0);
  }

  private ImmutableList<String> certain(Predicate<RetrainingResult> condition) {
    return methods.stream()
        .skip(1)
        .filter(condition)
        .map(RetrainingResult::title)
        .collect(toImmutableList());
  }

  /** What a method's accuracy exceeds chance's by, mean over the shares, over the trainings. */
  private MeanInterval lead(RetrainingResult method, Experiment experiment) {
    return Trainings.difference(means(method, experiment), means(methods.get(0), experiment));
  }

  private static List<Double> means(RetrainingResult method, Experiment experiment) {
    return Trainings.meanOf(method.of(experiment).stream().map(Retrained::accuracies).toList());
  }

  /** The highest accuracy that a mask alone reached. */
  double bestMask() {
    return methods.stream()
        .flatMap(method -> method.of(Experiment.MASK).stream())
        .mapToDouble(Retrained::accuracy)
        .max()
        .orElse(Double.NaN);
  }

  /** The share of the map in the corner, of the classifiers that know the patch. */
  MeanInterval patched(OcclusionResult.MethodShares method) {
    return Trainings.mean(method.patched().absolute());
  }

  /** The same of those that do not, without the patch. */
  MeanInterval plain(OcclusionResult.MethodShares method) {
    return Trainings.mean(method.plain().absolute());
  }

  /** The share of what is positive, with the patch. */
  MeanInterval positive(OcclusionResult.MethodShares method) {
    return Trainings.mean(method.patched().positive());
  }

  /** Their accuracy with the patch. */
  MeanInterval accuracyWithPatch() {
    return Trainings.mean(occlusion.accuracies());
  }

  /** That of the others, without it. */
  MeanInterval accuracyWithoutPatch() {
    return Trainings.mean(occlusion.accuraciesWithout());
  }

  /** Methods that certainly mark the patch more than the corner's share of the area. */
  ImmutableList<String> marksPatch() {
    return occlusion.shares().stream()
        .filter(method -> patched(method).low() > occlusion.area())
        .map(OcclusionResult.MethodShares::title)
        .collect(toImmutableList());
  }
}
