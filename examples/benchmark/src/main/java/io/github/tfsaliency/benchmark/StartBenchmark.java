package io.github.tfsaliency.benchmark;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.spec.MethodSpecs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.tensorflow.ndarray.FloatNdArray;

/** Costs of things that are done once: each measurement is the first one of a process. */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class StartBenchmark {
  private static final String PHOTO = "photos/coffee.png";

  /** A model that is loaded, and has computed no map. */
  @State(Scope.Benchmark)
  public static class Loaded {
    private Model model;
    private FloatNdArray input;
    private Path folder;

    /** Loads it. */
    @Setup(Level.Trial)
    public void load() throws IOException {
      model = Model.load(BenchmarkModels.folder(BenchmarkModels.EFFICIENTNET));
      input = Noise.of(model.inputShape(), 1, Noise.SIDE);
      folder = Files.createTempDirectory("tf-saliency-benchmark");
    }

    /** Closes it. */
    @TearDown(Level.Trial)
    public void close() throws IOException {
      model.close();
      delete(folder);
    }
  }

  /** {@return a model that is loaded and closed} */
  @Benchmark
  public String load() {
    try (Model model = Model.load(BenchmarkModels.folder(BenchmarkModels.EFFICIENTNET))) {
      return model.explainedTensor();
    }
  }

  /**
   * The first gradient of a loaded model, whose graph is built.
   *
   * @param loaded the model
   * @return the map
   */
  @Benchmark
  public Object firstGradient(Loaded loaded) {
    return Saliency.of(loaded.model).method(MethodSpecs.parse("gradient")).compute(loaded.input);
  }

  /**
   * The first map of relevance of a loaded model, whose graph is built.
   *
   * @param loaded the model
   * @return the map
   */
  @Benchmark
  public Object firstRelevance(Loaded loaded) {
    return Saliency.of(loaded.model)
        .method(MethodSpecs.parse("lrp:composite=epsilon-plus"))
        .compute(loaded.input);
  }

  /**
   * An exported explanation.
   *
   * @param loaded the model
   * @return what was written
   */
  @Benchmark
  public Object export(Loaded loaded) {
    return Saliency.of(loaded.model)
        .method(MethodSpecs.parse("gradient"))
        .export(loaded.folder.resolve("export"));
  }

  /** {@return the exit code of a whole process that explains one photograph} */
  @Benchmark
  public int explainProcess() throws IOException, InterruptedException {
    return launcher("explain", "--method", "gradient", "--quiet");
  }

  /** {@return the exit code of a whole process that lists the methods} */
  @Benchmark
  public int methodsProcess() throws IOException, InterruptedException {
    return start(List.of("methods"));
  }

  /** {@return the exit code of a whole process that compares all quick methods} */
  @Benchmark
  public int compareProcess() throws IOException, InterruptedException {
    return launcher("compare", "--method", "gradient", "guided-backprop", "grad-cam", "--quiet");
  }

  private static int launcher(String command, String... options)
      throws IOException, InterruptedException {
    Path out = Files.createTempDirectory("tf-saliency-benchmark");
    try {
      return start(
          Stream.of(
                  List.of(
                      command,
                      "--model",
                      BenchmarkModels.folder(BenchmarkModels.EFFICIENTNET).toString(),
                      "--input",
                      BenchmarkModels.home().resolve(PHOTO).toString(),
                      "--out",
                      out.resolve("maps").toString()),
                  List.of(options))
              .flatMap(List::stream)
              .toList());
    } finally {
      delete(out);
    }
  }

  private static int start(List<String> arguments) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Stream.concat(
                        Stream.of(BenchmarkModels.home().resolve("bin/tf-saliency").toString()),
                        arguments.stream())
                    .toList())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    int exit = process.waitFor();
    if (exit != 0) {
      throw new IllegalStateException("tf-saliency " + arguments + " ended with " + exit);
    }
    return exit;
  }

  private static void delete(Path folder) throws IOException {
    MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
  }
}
