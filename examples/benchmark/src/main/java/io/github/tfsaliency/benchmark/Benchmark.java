package io.github.tfsaliency.benchmark;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterables;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.tensorflow.TensorFlow;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what methods cost. */
@Command(
    name = "benchmark",
    mixinStandardHelpOptions = true,
    subcommands = Growth.class,
    description = {
      "Measures the cost of methods with JMH, in multiples of the model's own forward pass in the"
          + " same process. Takes about an hour, with --forks 1 half of it, with --quick a few"
          + " minutes.",
      "Writes benchmark.json, benchmark.md (its tables), and JMH's own jmh-*.json."
    })
public final class Benchmark implements Callable<Integer> {
  private static final TimeValue SHORTEST = TimeValue.milliseconds(1);

  @Spec private CommandSpec spec;

  @Option(names = "--quick", description = "Only the main methods on the embedded models.")
  private boolean quick;

  @Option(
      names = "--forks",
      paramLabel = "N",
      description = "The number of processes for each method (default: 2, with --quick 1).")
  private Optional<Integer> forks = Optional.empty();

  @Option(
      names = "--models",
      paramLabel = "DIR",
      defaultValue = "benchmark-models",
      description =
          "The folder that savedmodels/make_benchmark_models.py wrote (default: ${DEFAULT-VALUE});"
              + " missing models are skipped.")
  private Path models;

  @Option(
      names = "--only",
      paramLabel = "REGEX",
      defaultValue = "",
      description = "Only cells (\"MODEL BATCH METHOD\") that contain this text.")
  private Pattern only;

  @Option(
      names = "--commit",
      paramLabel = "ID",
      defaultValue = "unknown",
      description = "The measured commit, for the report.")
  private String commit;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "DIR",
      defaultValue = "benchmark-results",
      description = "The folder of the results (default: ${DEFAULT-VALUE}).")
  private Path out;

  /**
   * Runs the benchmark.
   *
   * @param arguments as {@code --help} says
   */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Benchmark()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, RunnerException {
    System.setProperty(BenchmarkModels.FOLDER, models.toString());
    Files.createDirectories(out);
    Collection<RunResult> methods =
        measure(
            chosen(quick ? Cells.quick() : Cells.full()),
            options("methods", MethodBenchmark.class)
                .forks(forks.orElse(quick ? 1 : 2))
                .warmupIterations(1)
                .warmupTime(TimeValue.seconds(quick ? 1 : 2))
                .measurementIterations(quick ? 2 : 3)
                .measurementTime(TimeValue.milliseconds(1500)));
    Collection<RunResult> manyPasses =
        measure(
            chosen(quick ? ImmutableList.of() : Cells.manyPasses()),
            options("many-passes", MethodBenchmark.class)
                .forks(1)
                .warmupIterations(1)
                .warmupTime(SHORTEST)
                .measurementIterations(3)
                .measurementTime(SHORTEST));
    Collection<RunResult> starts =
        only.pattern().isEmpty()
            ? new Runner(
                    options("starts", StartBenchmark.class)
                        .forks(quick ? 1 : 5)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .build())
                .run()
            : ImmutableList.of();
    BenchmarkReport report =
        BenchmarkReport.of(
            LocalDate.now(ZoneOffset.UTC).toString(),
            commit,
            machine(),
            ImmutableList.copyOf(Iterables.concat(methods, manyPasses)),
            starts);
    report.write(out.resolve("benchmark.json"));
    String tables =
        String.join(
            "\n",
            CostTables.methods(report),
            CostTables.manyPasses(report),
            CostTables.starts(report));
    Files.writeString(out.resolve("benchmark.md"), CostTables.heading(report) + "\n" + tables);
    PrintWriter writer = spec.commandLine().getOut();
    writer.print(tables);
    writer.flush();
    return 0;
  }

  private ImmutableList<Cell> chosen(ImmutableList<Cell> cells) {
    ImmutableList.Builder<Cell> chosen = ImmutableList.builder();
    for (Cell cell : cells) {
      if (!only.matcher(cell.toString()).find()) {
        continue;
      }
      if (BenchmarkModels.isThere(cell.name())) {
        chosen.add(cell);
      } else {
        spec.commandLine()
            .getErr()
            .println(
                "Skipped '"
                    + cell
                    + "': there is no folder '"
                    + BenchmarkModels.folder(cell.name())
                    + "'. Maybe run savedmodels/make_benchmark_models.py.");
      }
    }
    return chosen.build();
  }

  private static Collection<RunResult> measure(
      ImmutableList<Cell> cells, ChainedOptionsBuilder options) throws RunnerException {
    return cells.isEmpty()
        ? ImmutableList.of()
        : new Runner(
                options
                    .param("cell", cells.stream().map(Cell::toString).toArray(String[]::new))
                    .build())
            .run();
  }

  private ChainedOptionsBuilder options(String name, Class<?> benchmark) {
    return new OptionsBuilder()
        .include("^" + Pattern.quote(benchmark.getName()) + "\\.")
        .jvmArgsAppend(BenchmarkModels.properties().toArray(String[]::new))
        .shouldFailOnError(true)
        .resultFormat(ResultFormatType.JSON)
        .result(out.resolve("jmh-" + name + ".json").toString());
  }

  static ImmutableMap<String, String> machine() throws IOException {
    Path cpus = Path.of("/proc/cpuinfo");
    Optional<String> processor =
        Files.exists(cpus) ? processor(Files.readAllLines(cpus)) : Optional.empty();
    return ImmutableMap.of(
        "processor",
        processor.orElse(System.getProperty("os.arch")),
        "processors",
        Integer.toString(Runtime.getRuntime().availableProcessors()),
        "system",
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        "Java",
        System.getProperty("java.vm.version"),
        "TensorFlow",
        TensorFlow.version());
  }

  private static Optional<String> processor(List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).trim())
        .findFirst();
  }
}
