package io.github.tfsaliency.examples.cli;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.tensorflow.TensorFlow;

/**
 * What the page and the files of an evaluation say; the template reads the rest from the evaluation.
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
    return String.valueOf(directory.toAbsolutePath().normalize().getFileName());
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
        .filter(i -> metrics().get(i).entry().better() != Better.NEITHER)
        .boxed()
        .collect(toImmutableList());
  }

  MeanInterval mean(int method, int metric) {
    return means.get(metric).get(method);
  }

  String plot(int metric) {
    return IntervalPlot.svg(metrics().get(metric), methods(), means.get(metric));
  }

  String tensorFlowVersion() {
    return TensorFlow.version();
  }
}
