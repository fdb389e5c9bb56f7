package io.github.tfsaliency.tensorboard;

import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.attribution.NonFiniteValueException;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.engine.GradientEngine;
import io.github.tfsaliency.engine.build.GraphStages;
import io.github.tfsaliency.engine.build.LayerGradients;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.explain.Passes;
import io.github.tfsaliency.explain.SinglePassMethod;
import io.github.tfsaliency.gradient.ModifiedGradient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.GraphDef;

/**
 * A folder of TensorBoard runs: {@code inference}, {@code marked} and {@code gradient} hold a graph
 * each, {@code maps} what every call gave. Many threads may use it at the same time.
 *
 * <p>Every call writes an event file of its own, whose name ends with its step: so calls go on
 * counting where others stopped, and nothing is overwritten.
 */
public final class TensorBoardLog {
  /** The samples of a batch whose layers are written. */
  private static final int MAX_SAMPLES = 3;

  private static final String MAPS = "maps";
  private static final Pattern STEP = Pattern.compile("\\.(\\d{6,})$");

  private final Path folder;
  private @Nullable GradientEngine shownEngine;
  private @Nullable ModifiedGradient shownGradient;
  private long lastStep = -1;

  private TensorBoardLog(Path folder) {
    this.folder = folder;
  }

  /**
   * Chooses the folder; nothing is written yet.
   *
   * @param folder created when it is needed
   * @return the log
   */
  public static TensorBoardLog in(Path folder) {
    return new TensorBoardLog(requireNonNull(folder, "folder"));
  }

  /**
   * Computes a map as the method does, and writes it, its layers and, when they are not those
   * written last, the graphs.
   *
   * @param model the model
   * @param method the method
   * @param passes sends samples through the model
   * @param batch the values of all inputs
   * @param targets what is explained of each sample
   * @return what the method gives without the log
   * @throws SaliencyException as the method does, or if the folder cannot be written; if the map is
   *     not finite, the layers are written nevertheless
   */
  public GradientResult attribute(
      DebuggedModel model,
      SinglePassMethod method,
      Passes passes,
      Batch batch,
      ResolvedTargets targets) {
    Path maps = createRun(MAPS);
    Optional<GradientResult> result = Optional.empty();
    Optional<NonFiniteValueException> failure = Optional.empty();
    try {
      result = Optional.of(method.attribute(passes, batch, targets));
    } catch (NonFiniteValueException e) {
      failure = Optional.of(e);
    }
    int samples = Math.min(MAX_SAMPLES, batch.sampleCount());
    Batch shown = batch.slice(0, samples);
    LayerGradients layers =
        model.engine().trace(method.gradient(), method.call(batch, targets).slice(0, samples));
    writeGraphsOnce(model.engine(), method.gradient());
    long step = nextStep(maps);
    try (EventFile file = EventFile.create(maps, suffix(step))) {
      new CallWriter(file, step, model, method).write(shown, layers, result);
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
    return result.orElseThrow();
  }

  /**
   * Writes the graphs alone.
   *
   * @param engine the model's engine
   * @param method the method
   * @throws SaliencyException if the model lacks what the method needs, or the folder cannot be
   *     written
   */
  public void writeGraphs(GradientEngine engine, SinglePassMethod method) {
    writeGraphs(engine, method.gradient());
  }

  private void writeGraphs(GradientEngine engine, ModifiedGradient gradient) {
    GraphStages stages = engine.graphs(gradient);
    writeGraph("inference", stages.inference());
    writeGraph("marked", stages.marked());
    writeGraph("gradient", stages.gradient());
  }

  private void writeGraph(String run, GraphDef graph) {
    Path path = createRun(run);
    try (EventFile file = EventFile.create(path, suffix(0))) {
      file.graph(DisplayedGraph.of(graph));
    }
  }

  /** TensorBoard shows the graph of a run that was written last. */
  private synchronized void writeGraphsOnce(GradientEngine engine, ModifiedGradient gradient) {
    if (engine != shownEngine || !gradient.equals(shownGradient)) {
      writeGraphs(engine, gradient);
      shownEngine = engine;
      shownGradient = gradient;
    }
  }

  private synchronized long nextStep(Path run) {
    if (lastStep < 0) {
      lastStep = lastStep(run);
    }
    return ++lastStep;
  }

  private static long lastStep(Path run) {
    try (Stream<Path> files = Files.list(run)) {
      return files
          .map(file -> STEP.matcher(file.getFileName().toString()))
          .filter(Matcher::find)
          .mapToLong(matcher -> Long.parseLong(matcher.group(1)))
          .max()
          .orElse(0);
    } catch (IOException e) {
      throw EventFile.unwritable(run, e);
    }
  }

  /** TensorFlow itself names the file by second, host, process and a number of its own. */
  private static String suffix(long step) {
    return String.format(Locale.ROOT, ".%06d", step);
  }

  private Path createRun(String run) {
    Path path = folder.resolve(run);
    try {
      return Files.createDirectories(path);
    } catch (IOException e) {
      throw EventFile.unwritable(path, e);
    }
  }
}
