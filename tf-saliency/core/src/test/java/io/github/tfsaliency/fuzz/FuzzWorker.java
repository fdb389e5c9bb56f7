package io.github.tfsaliency.fuzz;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.github.tfsaliency.Explanation;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.support.NativeHeap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

/**
 * Works through cases in a process of its own, which a case may end. It says on standard output
 * what it is doing, a line each; whatever else appears there was printed by a model.
 */
final class FuzzWorker {
  /** Ahead of every line of this class. */
  static final String SAYS = "fuzz ";

  static final String CASE = "case ";
  static final String DONE = "done ";
  static final String FAILED = "failed ";
  static final String GREW = "grew ";

  /** How often a case may be drawn anew. */
  private static final int MOST_DRAWS = 12;

  /** Fewer cases say nothing about growth: caches and pools still fill. */
  private static final long FEWEST_FOR_GROWTH = 200;

  /** What a model may want to overwrite, beside the folder that it lies in. */
  private static final String CANARY = "canary";

  private final Path house;
  private final Function<Random, FuzzCase> cases;
  private final long seed;

  private FuzzWorker(Path house, Function<Random, FuzzCase> cases, long seed) {
    this.house = house;
    this.cases = cases;
    this.seed = seed;
  }

  /** A file that no model may change, in the folder in which this process runs. */
  static Path canary() {
    return Path.of(CANARY, "file").toAbsolutePath();
  }

  /**
   * Runs every {@code step}-th case.
   *
   * @param args kind, seed, first case, end, step
   */
  public static void main(String[] args) throws IOException {
    Path house = Path.of("").toAbsolutePath();
    Files.createDirectories(canary().getParent());
    Files.writeString(canary(), "untouched");
    FuzzWorker worker =
        new FuzzWorker(house, FuzzKind.of(args[0]).cases(), Long.parseLong(args[1]));
    worker.work(Long.parseLong(args[2]), Long.parseLong(args[3]), Long.parseLong(args[4]));
    // Threads that a case left behind must not keep the process.
    Runtime.getRuntime().halt(0);
  }

  private static void say(String what) {
    System.out.println(SAYS + what.replace("\n", "\\n"));
    if (System.out.checkError()) {
      // Nobody listens any more.
      Runtime.getRuntime().halt(1);
    }
  }

  private void work(long first, long end, long step) throws IOException {
    long warmAt = first + Math.max(FEWEST_FOR_GROWTH * step, (end - first) / 4);
    long warm = -1;
    for (long number = first; number < end; number += step) {
      FuzzCase hostile = cases.apply(FuzzKind.random(seed, number));
      say(CASE + number + " " + hostile.about());
      String outcome = "";
      for (int draw = 0; draw < MOST_DRAWS; draw++) {
        outcome = run(hostile);
        boolean refused = outcome.startsWith(DONE + "refused");
        if (!refused || !hostile.redraw()) {
          break;
        }
      }
      say(outcome);
      if (warm < 0 && number >= warmAt) {
        warm = settledMebibytes();
      }
    }
    if (warm >= 0 && end - warmAt >= FEWEST_FOR_GROWTH * step) {
      say(GREW + (settledMebibytes() - warm));
    }
  }

  /** What became of a case, as it is said. */
  private String run(FuzzCase hostile) throws IOException {
    Path model = house.resolve("model");
    Files.createDirectories(model);
    hostile.writeTo(model);
    Map<Path, String> before = files();
    String outcome;
    try {
      outcome = DONE + outcome(hostile, model);
    } catch (RuntimeException | IOException | Error e) {
      outcome = failure("throws", described(e));
    }
    Map<Path, String> after = files();
    if (!after.equals(before)) {
      outcome = failure("changes files", "from " + before + " to " + after);
      Files.writeString(canary(), "untouched");
    }
    if (ProcessHandle.current().descendants().findAny().isPresent()) {
      outcome = failure("starts a process", "");
      ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    }
    MoreFiles.deleteRecursively(model, RecursiveDeleteOption.ALLOW_INSECURE);
    return outcome;
  }

  private static String failure(String what, String details) {
    return FAILED + what + ": " + details;
  }

  private static String described(Throwable thrown) {
    StackTraceElement[] trace = thrown.getStackTrace();
    String where = Stream.of(trace).limit(12).map(e -> "\n    " + e).reduce("", String::concat);
    String message = String.valueOf(thrown.getMessage());
    return thrown.getClass().getName()
        + ": "
        + message.substring(0, Math.min(300, message.length()))
        + where;
  }

  /** All files of the folder in which this process runs, with what a change would change. */
  private Map<Path, String> files() throws IOException {
    Map<Path, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(house)) {
      for (Path file : (Iterable<Path>) all::iterator) {
        if (!Files.isDirectory(file)) {
          files.put(
              house.relativize(file), Files.size(file) + " " + Files.getLastModifiedTime(file));
        } else {
          files.put(house.relativize(file), "");
        }
      }
    }
    return files;
  }

  private static String outcome(FuzzCase hostile, Path folder) throws IOException {
    Model model;
    try {
      model = hostile.loader(folder).load();
    } catch (SaliencyException e) {
      return refusal(hostile, e);
    }
    try (model) {
      ImmutableMap.Builder<String, FloatNdArray> inputs = ImmutableMap.builder();
      for (String name : model.inputNames()) {
        Shape shape = model.inputShape(name);
        if (shape.isUnknown() || shape.numDimensions() > 6) {
          return "loaded, input of any shape";
        }
        long[] sizes = LongStream.of(shape.asArray()).map(size -> size < 0 ? 2 : size).toArray();
        if (LongStream.of(sizes).asDoubleStream().reduce(1, (a, b) -> a * b) > 100_000) {
          return "loaded, input too large";
        }
        FloatNdArray input = NdArrays.ofFloats(Shape.of(sizes));
        input.scalars().forEachIndexed((index, value) -> value.setFloat(value(index)));
        inputs.put(name, input);
      }
      ImmutableMap<String, FloatNdArray> batch = inputs.buildOrThrow();
      return switch (hostile.question()) {
        case MAP -> map(hostile, model, batch);
        case OWN_EXPLANATION -> ownExplanation(hostile, model, batch);
        case EXPORT -> export(hostile, model, batch, folder.resolveSibling("export"));
      };
    } catch (IllegalArgumentException e) {
      if (!e.getStackTrace()[0].getClassName().endsWith(".InputBatch")) {
        throw e;
      }
      return "loaded, input refused";
    }
  }

  private static String refusal(FuzzCase hostile, SaliencyException e) {
    note(hostile, e);
    if (String.valueOf(e.getMessage()).contains("cannot be read as a SavedModel")) {
      return "not parsed";
    }
    boolean late =
        e.getCause() != null
            && e.getCause().getClass().getPackage() == TensorFlowException.class.getPackage();
    return late ? "refused by TensorFlow" : "refused";
  }

  private static String map(
      FuzzCase hostile, Model model, ImmutableMap<String, FloatNdArray> batch) {
    String reached = "loaded";
    try {
      var unusedScore = model.predict(batch);
      reached = "run";
      var unusedMap = Saliency.of(model).method(Gradient.of()).compute(batch);
      return "explained";
    } catch (SaliencyException e) {
      note(hostile, e);
      return reached + ", no map";
    }
  }

  private static String ownExplanation(
      FuzzCase hostile, Model model, ImmutableMap<String, FloatNdArray> batch) {
    Explanation explanation;
    try {
      Optional<Explanation> found = model.explanation();
      if (found.isEmpty()) {
        return "loaded, no explanation";
      }
      explanation = found.get();
    } catch (SaliencyException e) {
      return refusal(hostile, e);
    }
    if (!ImmutableSet.copyOf(explanation.inputNames()).equals(batch.keySet())) {
      return "loaded, explanation of other inputs";
    }
    try {
      var unusedMap = explanation.compute(batch, Target.top());
      return "explained";
    } catch (SaliencyException e) {
      note(hostile, e);
      return "loaded, no map";
    }
  }

  /** The export is called too: it shall run nothing that the model may not. */
  private static String export(
      FuzzCase hostile, Model model, ImmutableMap<String, FloatNdArray> batch, Path target)
      throws IOException {
    try {
      Saliency.of(model).method(Gradient.of()).export(target);
      try (Model exported = Model.load(target)) {
        return ownExplanation(hostile, exported, batch);
      }
    } catch (SaliencyException e) {
      note(hostile, e);
      return "loaded, no map";
    } finally {
      if (Files.exists(target)) {
        MoreFiles.deleteRecursively(target, RecursiveDeleteOption.ALLOW_INSECURE);
      }
    }
  }

  /** Goes to the log, for whoever asks how far the cases come. */
  private static void note(FuzzCase hostile, SaliencyException refusal) {
    if (Boolean.getBoolean("fuzz.reasons")) {
      System.err.println(hostile.about() + ": " + refusal.getMessage());
    }
  }

  /** Whole numbers, which bytes can be fed too. */
  private static float value(long[] index) {
    return index.length == 0 ? 1 : index[0] % 2;
  }

  private static long settledMebibytes() {
    System.gc();
    return NativeHeap.mebibytesInUse();
  }
}
