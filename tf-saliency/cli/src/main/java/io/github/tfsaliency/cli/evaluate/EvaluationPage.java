package io.github.tfsaliency.cli.evaluate;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Multimaps;
import io.github.tfsaliency.cli.common.MethodSpec;
import io.github.tfsaliency.cli.evaluate.Evaluation.Failure;
import io.github.tfsaliency.cli.report.IntervalChart;
import io.github.tfsaliency.cli.report.MeanInterval;
import io.github.tfsaliency.cli.sample.SampleDisplay;
import io.github.tfsaliency.message.Shown;
import io.github.tfsaliency.spec.Better;
import io.github.tfsaliency.spec.MetricRow;
import io.github.tfsaliency.spec.MetricSpec;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.TensorFlow;

/**
 * The texts of the page and the files of an evaluation; the template reads the rest from the
 * evaluation.
 *
 * @param means for each metric, one for each method
 * @param ranks for each metric
 */
record EvaluationPage(
    Evaluation evaluation,
    Path directory,
    ImmutableList<ImmutableList<MeanInterval>> means,
    ImmutableList<MeanRanks> ranks) {
  /** Computes means and ranks, which takes a while for many pictures. */
  static EvaluationPage of(Evaluation evaluation, Path directory) {
    ImmutableList.Builder<ImmutableList<MeanInterval>> means = ImmutableList.builder();
    ImmutableList.Builder<MeanRanks> ranks = ImmutableList.builder();
    for (int i = 0; i < evaluation.question().metrics().size(); i++) {
      int metric = i;
      means.add(
          evaluation.question().methods().stream()
              .map(method -> evaluation.mean(method, metric))
              .collect(toImmutableList()));
      ranks.add(MeanRanks.of(evaluation, metric));
    }
    return new EvaluationPage(evaluation, directory, means.build(), ranks.build());
  }

  String model() {
    return Shown.name(String.valueOf(directory.toAbsolutePath().normalize().getFileName()));
  }

  ImmutableList<MethodSpec> methods() {
    return evaluation.question().methods();
  }

  ImmutableList<MetricSpec> metrics() {
    return evaluation.question().metrics();
  }

  /** The places of the metrics that judge; ranks make sense for these only. */
  ImmutableList<Integer> judging() {
    return IntStream.range(0, metrics().size())
        .filter(i -> metrics().get(i).row().better() != Better.NEITHER)
        .boxed()
        .collect(toImmutableList());
  }

  MeanInterval mean(int method, int metric) {
    return means.get(metric).get(method);
  }

  /** The names of the pictures to which the same happened. */
  record FailedTogether(String what, String reason, ImmutableList<String> pictures) {}

  /** One method that does not fit fails on every picture: that is one thing to say. */
  ImmutableList<FailedTogether> failures() {
    return Multimaps.index(
            evaluation.failures(), failure -> List.of(failure.what(), failure.reason()))
        .asMap()
        .values()
        .stream()
        .map(EvaluationPage::together)
        .collect(toImmutableList());
  }

  private static FailedTogether together(Collection<Failure> failures) {
    Failure first = failures.iterator().next();
    return new FailedTogether(
        first.what().isEmpty() ? "the picture" : first.what(),
        first.reason(),
        failures.stream()
            .map(failure -> Shown.name(String.valueOf(Path.of(failure.picture()).getFileName())))
            .collect(toImmutableList()));
  }

  String plot(int metric) {
    MetricRow entry = metrics().get(metric).row();
    return IntervalChart.svg(
        entry.name(),
        "better: " + entry.better(),
        methods().stream().map(MethodSpec::text).toList(),
        means.get(metric));
  }

  /** The input whose maps are shown. */
  String exampleName() {
    return Shown.name(
        String.valueOf(Path.of(evaluation.examples().get(0).picture()).getFileName()));
  }

  String displayStyle() {
    return SampleDisplay.style();
  }

  String tensorFlowVersion() {
    return TensorFlow.version();
  }
}
