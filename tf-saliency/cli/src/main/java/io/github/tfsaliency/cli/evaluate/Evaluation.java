package io.github.tfsaliency.cli.evaluate;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.cli.common.MethodSpec;
import io.github.tfsaliency.cli.report.MeanInterval;
import io.github.tfsaliency.file.GroupsFile;
import io.github.tfsaliency.spec.MetricSpec;
import java.util.Optional;

/**
 * Metrics of the maps of many inputs.
 *
 * @param question what was asked
 * @param rows a picture and a method each, in this order
 * @param failures what could not be read, explained or measured
 * @param examples the maps of the first input
 */
public record Evaluation(
    Question question,
    ImmutableList<Row> rows,
    ImmutableList<Failure> failures,
    ImmutableList<Example> examples) {
  /** What is asked. */
  public record Question(
      ImmutableList<MethodSpec> methods,
      ImmutableList<MetricSpec> metrics,
      long seed,
      Optional<GroupsFile> groups) {}

  /**
   * A map that was measured.
   *
   * @param gap what the map's sum misses of what theory says; NaN where it says nothing
   * @param seconds how long it took, with what was built for it
   * @param values of the metrics, in their order; NaN where undefined
   */
  public record Row(
      String picture,
      String method,
      long target,
      String targetName,
      double score,
      double gap,
      double seconds,
      ImmutableDoubleArray values) {}

  /**
   * What went wrong.
   *
   * @param what the method, or the method and the metric; empty if the picture itself
   */
  public record Failure(String picture, String what, String reason) {}

  /**
   * A map that readers see.
   *
   * @param picture the input
   * @param markup of the map, as suits the input
   */
  public record Example(String picture, String method, String markup) {}

  public ImmutableList<Row> rows(MethodSpec method) {
    return rows.stream()
        .filter(row -> row.method().equals(method.text()))
        .collect(toImmutableList());
  }

  /** The pictures of which there is a map at least. */
  public ImmutableList<String> pictures() {
    return rows.stream().map(Row::picture).distinct().collect(toImmutableList());
  }

  /** The mean of a metric over the pictures. */
  public MeanInterval mean(MethodSpec method, int metric) {
    return MeanInterval.of(
        rows(method).stream().mapToDouble(row -> row.values().get(metric)).toArray(),
        question.seed());
  }
}
