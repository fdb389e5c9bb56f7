package io.github.tfsaliency.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.benchmark.GrowthReport.Axis;
import io.github.tfsaliency.benchmark.GrowthReport.Point;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures how time and memory grow, each point in a process of its own. */
@Command(
    name = "growth",
    mixinStandardHelpOptions = true,
    description = {
      "Measures how time and memory grow with the batch, the size of pictures, the size of models,"
          + " the steps of a path, and threads.",
      "Writes growth.json, and a plot of each as SVG."
    })
final class Growth implements Callable<Integer> {
  private static final String GRADIENT = "gradient";
  private static final String RELEVANCE = "lrp:composite=epsilon-plus";
  private static final String PATH = "integrated-gradients:steps=";
  private static final int ROUNDS = 5;

  @Spec private CommandSpec spec;

  @Option(
      names = "--models",
      paramLabel = "DIR",
      defaultValue = "benchmark-models",
      description =
          "The folder that savedmodels/make_benchmark_models.py wrote (default: ${DEFAULT-VALUE});"
              + " points without a model are skipped.")
  private Path models;

  @Option(names = "--quick", description = "The two smallest points of each.")
  private boolean quick;

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

  private record Job(Axis axis, double at, String cell, int threads) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    System.setProperty(BenchmarkModels.FOLDER, models.toString());
    Files.createDirectories(out);
    List<Point> points = new ArrayList<>();
    for (Job job : jobs()) {
      spec.commandLine().getErr().println(job.axis().title() + " " + job.at() + ": " + job.cell());
      Cell cell = Cell.parse(job.cell());
      if (!BenchmarkModels.isThere(cell.name())) {
        spec.commandLine()
            .getErr()
            .println(
                "Skipped: there is no folder '"
                    + BenchmarkModels.folder(cell.name())
                    + "'. Maybe run savedmodels/make_benchmark_models.py.");
        continue;
      }
      points.add(new Point(job.axis(), job.at(), job.threads(), measure(job)));
    }
    GrowthReport report =
        new GrowthReport(
            LocalDate.now(ZoneOffset.UTC).toString(), commit, Benchmark.machine(), points);
    report.write(out.resolve("growth.json"));
    for (Map.Entry<String, String> plot : GrowthPlots.all(report).entrySet()) {
      Files.writeString(out.resolve(plot.getKey()), plot.getValue());
    }
    return 0;
  }

  private ImmutableList<Job> jobs() throws IOException {
    int threads = Runtime.getRuntime().availableProcessors();
    ImmutableList.Builder<Job> jobs = ImmutableList.builder();
    for (int batch : first(1, 2, 4, 8, 16, 32, 64)) {
      for (String method : List.of(GRADIENT, RELEVANCE)) {
        jobs.add(
            new Job(
                Axis.BATCH,
                batch,
                new Cell(BenchmarkModels.EFFICIENTNET, batch, method).toString(),
                threads));
      }
    }
    for (int side : first(112, 224, 448, 672, 1024)) {
      for (String method : List.of(GRADIENT, RELEVANCE)) {
        jobs.add(
            new Job(
                Axis.SIDE,
                side,
                new Cell(BenchmarkModels.ANY_SIZE + "@" + side, 1, method).toString(),
                threads));
      }
    }
    for (String model :
        quick
            ? List.of(BenchmarkModels.EFFICIENTNET)
            : List.of(
                BenchmarkModels.EFFICIENTNET,
                BenchmarkModels.MOBILENET,
                BenchmarkModels.RESNET50,
                BenchmarkModels.VGG16,
                BenchmarkModels.LARGE)) {
      for (String method : List.of(GRADIENT, RELEVANCE)) {
        if (BenchmarkModels.isThere(model)) {
          jobs.add(
              new Job(
                  Axis.MODEL,
                  BenchmarkModels.mebibytes(model),
                  new Cell(model, 1, method).toString(),
                  threads));
        }
      }
    }
    for (int steps : first(10, 50, 100, 200, 400, 800)) {
      jobs.add(
          new Job(
              Axis.STEPS,
              steps,
              new Cell(BenchmarkModels.EFFICIENTNET, 1, PATH + steps).toString(),
              threads));
    }
    for (int asked = 1; asked <= threads; asked++) {
      for (String method : List.of(GRADIENT, RELEVANCE)) {
        jobs.add(
            new Job(
                Axis.THREADS,
                asked,
                new Cell(BenchmarkModels.EFFICIENTNET, 1, method).toString(),
                asked));
      }
    }
    return jobs.build();
  }

  private List<Integer> first(Integer... all) {
    return List.of(all).subList(0, quick ? 2 : all.length);
  }

  private static OneCell.Figures measure(Job job) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmn64m", "-Djava.awt.headless=true"));
    command.addAll(BenchmarkModels.properties());
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            OneCell.class.getName(),
            job.cell(),
            Integer.toString(job.axis() == Axis.STEPS ? 2 : ROUNDS)));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    // TensorFlow has two pools of threads a process, and the model's own forward pass uses them.
    builder.environment().put("TF_NUM_INTRAOP_THREADS", Integer.toString(job.threads()));
    builder.environment().put("TF_NUM_INTEROP_THREADS", Integer.toString(job.threads()));
    builder.environment().put("OMP_NUM_THREADS", Integer.toString(job.threads()));
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    int exit = process.waitFor();
    if (exit != 0) {
      throw new IllegalStateException("'" + job.cell() + "' ended with " + exit + ".");
    }
    return OneCell.Figures.fromJson(
        printed.lines().filter(line -> line.startsWith("{")).findFirst().orElseThrow());
  }
}
