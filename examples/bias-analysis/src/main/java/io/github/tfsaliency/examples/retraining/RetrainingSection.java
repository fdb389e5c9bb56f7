package io.github.tfsaliency.examples.retraining;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import com.google.common.primitives.Doubles;
import io.github.tfsaliency.cli.report.LineChart;
import io.github.tfsaliency.cli.report.MeanInterval;
import io.github.tfsaliency.examples.retraining.RetrainingResult.Retrained;
import java.util.ArrayList;
import java.util.List;

/**
 * What classifiers learn from pictures that a method changed, for the page.
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
  double whole() {
    return unmodified.accuracies().stream().mapToDouble(Double::doubleValue).average().orElse(0);
  }

  /** One standard error of an accuracy: differences below some two of them may be chance. */
  double standardError() {
    return Math.sqrt(whole() * (1 - whole()) / unmodified.test() / plan.repeats());
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
    List<Double> y = new ArrayList<>();
    x.add(0.0);
    y.add(whole());
    for (Retrained retrained : method.of(experiment)) {
      x.add(retrained.fraction());
      y.add(retrained.accuracy());
    }
    plot.line(method.title(), x, y);
  }

  ImmutableList<String> keepPlots() {
    return plots(
        Experiment.KEEP, "Keep and retrain (KAR)", "share of pixels removed, least relevant first");
  }

  /** Methods whose most relevant pixels tell more than as many random ones, if removed. */
  ImmutableList<String> betterAtRemoving() {
    return better(Experiment.REMOVE, -1);
  }

  /** Methods whose most relevant pixels tell more than as many random ones, if kept. */
  ImmutableList<String> betterAtKeeping() {
    return better(Experiment.KEEP, 1);
  }

  private ImmutableList<String> better(Experiment experiment, int sign) {
    double chance = meanAccuracy(methods.get(0), experiment);
    return methods.stream()
        .skip(1)
        .filter(method -> sign * (meanAccuracy(method, experiment) - chance) > margin())
        .map(RetrainingResult::title)
        .collect(toImmutableList());
  }

  /** Two standard errors of the difference of two means over the fractions. */
  private double margin() {
    return 2 * standardError() * Math.sqrt(2.0 / plan.fractions().size());
  }

  private static double meanAccuracy(RetrainingResult method, Experiment experiment) {
    return method.of(experiment).stream().mapToDouble(Retrained::accuracy).average().orElse(0);
  }

  /** The highest accuracy that a mask alone reached. */
  double bestMask() {
    return methods.stream()
        .flatMap(method -> method.of(Experiment.MASK).stream())
        .mapToDouble(Retrained::accuracy)
        .max()
        .orElse(Double.NaN);
  }

  /** The share of the map in the corner, of the classifier that knows the patch. */
  MeanInterval patched(OcclusionResult.MethodShares method) {
    return mean(method.patched().absolute());
  }

  /** The same of the classifier that does not, without the patch. */
  MeanInterval plain(OcclusionResult.MethodShares method) {
    return mean(method.plain().absolute());
  }

  /** The share of what is positive, with the patch. */
  MeanInterval positive(OcclusionResult.MethodShares method) {
    return mean(method.patched().positive());
  }

  private MeanInterval mean(List<Double> shares) {
    return MeanInterval.of(Doubles.toArray(shares), plan.seed());
  }

  /** Methods that certainly mark the patch more than the corner's share of the area. */
  ImmutableList<String> marksPatch() {
    return occlusion.shares().stream()
        .filter(method -> patched(method).low() > occlusion.area())
        .map(OcclusionResult.MethodShares::title)
        .collect(toImmutableList());
  }
}
