package io.github.tfsaliency.benchmark;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.math.Quantiles;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;

/**
 * The results of a run of the benchmark.
 *
 * @param date of the run
 * @param commit of the sources, or "unknown"
 * @param machine what it ran on
 * @param methods a line for each cell
 * @param starts a line for what is done once
 */
record BenchmarkReport(
    String date,
    String commit,
    Map<String, String> machine,
    List<Line> methods,
    List<Start> starts) {
  private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();
  private static final double NANOS = 1e9;

  /**
   * A method on a model.
   *
   * @param model its name
   * @param batch how many samples at once
   * @param method as the command line writes it
   * @param forwardSeconds the median time of the model's own forward pass
   * @param seconds the median time of a map of the whole batch
   * @param passes the median of the quotients of both, each of one iteration
   * @param lowest the smallest of these quotients
   * @param highest the largest
   * @param iterations how many there were
   */
  record Line(
      String model,
      int batch,
      String method,
      double forwardSeconds,
      double seconds,
      double passes,
      double lowest,
      double highest,
      int iterations) {
    static Line of(RunResult result) {
      Cell cell = Cell.parse(result.getParams().getParam("cell"));
      List<IterationResult> iterations =
          result.getBenchmarkResults().stream()
              .flatMap(fork -> fork.getIterationResults().stream())
              .toList();
      double[] forward = new double[iterations.size()];
      double[] map = new double[iterations.size()];
      double[] quotients = new double[iterations.size()];
      for (int i = 0; i < quotients.length; i++) {
        IterationResult iteration = iterations.get(i);
        double forwardSum = sum(iteration, MethodBenchmark.FORWARD);
        double mapSum = sum(iteration, MethodBenchmark.MAP);
        long operations = iteration.getMetadata().getMeasuredOps();
        forward[i] = forwardSum / operations / NANOS;
        map[i] = mapSum / operations / NANOS;
        quotients[i] = mapSum / forwardSum;
      }
      return new Line(
          cell.model(),
          cell.batch(),
          cell.method(),
          Quantiles.median().compute(forward),
          Quantiles.median().compute(map),
          Quantiles.median().compute(quotients),
          Quantiles.percentiles().index(0).compute(quotients),
          Quantiles.percentiles().index(100).compute(quotients),
          quotients.length);
    }

    private static double sum(IterationResult iteration, String counter) {
      return requireNonNull(iteration.getSecondaryResults().get(counter), counter).getScore();
    }
  }

  /**
   * Something that is done once.
   *
   * @param what the name of its benchmark
   * @param seconds the median of several processes
   * @param processes how many
   */
  record Start(String what, double seconds, int processes) {
    static Start of(RunResult result) {
      double[] seconds =
          result.getBenchmarkResults().stream()
              .flatMap(fork -> fork.getIterationResults().stream())
              .mapToDouble(iteration -> iteration.getPrimaryResult().getScore() / 1000)
              .toArray();
      BenchmarkParams params = result.getParams();
      return new Start(
          params.getBenchmark().substring(params.getBenchmark().lastIndexOf('.') + 1),
          Quantiles.median().compute(seconds),
          seconds.length);
    }
  }

  static BenchmarkReport of(
      String date,
      String commit,
      Map<String, String> machine,
      Collection<RunResult> methods,
      Collection<RunResult> starts) {
    return new BenchmarkReport(
        date,
        commit,
        machine,
        methods.stream().map(Line::of).collect(ImmutableList.toImmutableList()),
        starts.stream().map(Start::of).collect(ImmutableList.toImmutableList()));
  }

  static BenchmarkReport read(Path file) throws IOException {
    return GSON.fromJson(Files.readString(file), BenchmarkReport.class);
  }

  void write(Path file) throws IOException {
    Files.writeString(file, GSON.toJson(this) + "\n");
  }
}
