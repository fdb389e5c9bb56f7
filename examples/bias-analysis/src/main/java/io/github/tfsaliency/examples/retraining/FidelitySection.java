package io.github.tfsaliency.examples.retraining;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.cli.report.BootstrapInterval;
import io.github.tfsaliency.cli.report.IntervalChart;
import io.github.tfsaliency.cli.report.LineChart;
import io.github.tfsaliency.cli.report.MeanInterval;
import io.github.tfsaliency.examples.retraining.FidelityResult.MethodCurves;
import io.github.tfsaliency.examples.retraining.FidelityResult.Networks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.hipparchus.stat.correlation.SpearmansCorrelation;

/**
 * Predictions while pixels are removed, for the page.
 *
 * @param data the name of the pictures
 * @param plan how much was done
 * @param result the figures
 */
record FidelitySection(String data, RetrainingPlan plan, FidelityResult result) {
  /** The order that takes what lies on the object before all else. */
  static final String OBJECT = "The object first";

  private static final int RESAMPLES = 2000;
  private static final int WORTH_A_CORRELATION = 4;

  /**
   * How the order of methods by one figure goes with that by another.
   *
   * @param correlation Spearman's, over the methods
   * @param low the 2.5th percentile of the bootstrap over methods
   * @param high the 97.5th
   */
  record Agreement(double correlation, double low, double high) {}

  MeanInterval accuracy(Networks networks) {
    return Trainings.mean(networks.accuracies());
  }

  /** The area between the two curves, in the order of |A|. */
  MeanInterval fidelity(MethodCurves method) {
    return Trainings.mean(method.absolute().fidelity());
  }

  /** The same in the order of A. */
  MeanInterval signedFidelity(MethodCurves method) {
    return Trainings.mean(method.signed().fidelity());
  }

  MeanInterval mask(MethodCurves method) {
    return Trainings.mean(method.mask());
  }

  MeanInterval rankAccuracy(MethodCurves method) {
    return Trainings.mean(method.rankAccuracy());
  }

  /** Whether it is known where the objects are. */
  boolean knowsObjects() {
    return !result.plain().methods().get(0).rankAccuracy().isEmpty();
  }

  /** The same method's curves of networks that learned whole pictures alone. */
  MethodCurves plain(MethodCurves augmented) {
    return of(result.plain(), augmented.title());
  }

  private static MethodCurves of(Networks networks, String title) {
    return networks.methods().stream()
        .filter(method -> method.title().equals(title))
        .findFirst()
        .orElseThrow();
  }

  /** The maps that are on trial: neither chance nor the object itself. */
  private static ImmutableList<MethodCurves> tried(Networks networks) {
    return networks.methods().stream()
        .skip(1)
        .filter(method -> !method.title().equals(OBJECT))
        .collect(toImmutableList());
  }

  /** How many pairs of methods there are. */
  int pairs() {
    int methods = tried(result.augmented()).size();
    return methods * (methods - 1) / 2;
  }

  /** How many of them these networks put in an order that is certain. */
  int certainPairs(Networks networks) {
    ImmutableList<MethodCurves> methods = tried(networks);
    int certain = 0;
    for (int i = 0; i < methods.size(); i++) {
      for (int k = 0; k < i; k++) {
        MeanInterval lead =
            Trainings.difference(
                methods.get(i).absolute().fidelity(), methods.get(k).absolute().fidelity());
        certain += lead.low() > 0 || lead.high() < 0 ? 1 : 0;
      }
    }
    return certain;
  }

  /** Maps that are certainly better than chance. */
  ImmutableList<String> betterThanChance(Networks networks) {
    return tried(networks).stream()
        .filter(method -> fidelity(method).low() > 0)
        .map(MethodCurves::title)
        .collect(toImmutableList());
  }

  /** The most that a mask alone told any of these networks. */
  double bestMask(Networks networks) {
    return networks.methods().stream()
        .mapToDouble(method -> mask(method).mean())
        .max()
        .orElse(Double.NaN);
  }

  /** Whether methods of more fidelity put more of the object first. */
  Agreement agreement(Networks networks) {
    ImmutableList<MethodCurves> methods = tried(networks);
    double[] fidelity = means(methods, this::fidelity);
    double[] truth = means(methods, this::rankAccuracy);
    SplittableRandom random = new SplittableRandom(plan.seed());
    double[] drawn = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      int[] some = random.ints(methods.size(), 0, methods.size()).toArray();
      drawn[i] = spearman(gather(fidelity, some), gather(truth, some));
    }
    BootstrapInterval interval =
        BootstrapInterval.of(Arrays.stream(drawn).filter(r -> !Double.isNaN(r)).toArray());
    return new Agreement(spearman(fidelity, truth), interval.low(), interval.high());
  }

  /** Whether there are so many methods that a correlation over them says something. */
  boolean canAgree() {
    return knowsObjects() && tried(result.augmented()).size() >= WORTH_A_CORRELATION;
  }

  private static double[] means(
      List<MethodCurves> methods, Function<MethodCurves, MeanInterval> of) {
    return methods.stream().mapToDouble(method -> of.apply(method).mean()).toArray();
  }

  private static double[] gather(double[] from, int[] indices) {
    return Arrays.stream(indices).mapToDouble(i -> from[i]).toArray();
  }

  private static double spearman(double[] x, double[] y) {
    return new SpearmansCorrelation().correlation(x, y);
  }

  /** The share of predictions that stay while random pixels go. */
  double robustness(Networks networks) {
    return networks.methods().get(0).absolute().mostFirst().stream()
        .flatMap(List::stream)
        .mapToDouble(Double::doubleValue)
        .average()
        .orElse(Double.NaN);
  }

  /** How much random pixels that go change the predictions. */
  String robustnessPlot() {
    LineChart plot =
        new LineChart("Random pixels go", "share of pixels replaced", "predictions that stay");
    curve(plot, "whole pictures learned", result.plain().methods().get(0).absolute().mostFirst());
    curve(plot, "perturbed ones, too", result.augmented().methods().get(0).absolute().mostFirst());
    return plot.from(0, 1).svg();
  }

  private void curve(LineChart plot, String name, List<List<Double>> byTraining) {
    List<MeanInterval> means = new ArrayList<>();
    for (int i = 0; i < result.shares().size(); i++) {
      int share = i;
      means.add(Trainings.mean(byTraining.stream().map(curve -> curve.get(share)).toList()));
    }
    plot.means(name, result.shares(), means);
  }

  /** The fidelity of each method. */
  String fidelityPlot(Networks networks, String title) {
    return IntervalChart.svg(
        title,
        "area between least and most important first",
        networks.methods().stream().map(MethodCurves::title).toList(),
        networks.methods().stream().map(this::fidelity).toList());
  }
}
