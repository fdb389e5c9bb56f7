package io.github.tfsaliency.examples.bias;

import com.google.common.base.Stopwatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Runs the analysis and writes the report. */
public final class BiasReport {
  private BiasReport() {}

  /**
   * How often the listener of {@link #write} is called.
   *
   * @param photographs how many there are
   * @return the number of maps
   */
  public static int steps(int photographs) {
    return photographs * Encoding.COMPARED.size() * ComparedMethod.ALL.size();
  }

  /**
   * Analyses photographs and writes {@code report.html}, {@code figures.csv}, {@code profiles.csv}
   * and {@code figures.json}.
   *
   * @param model a SavedModel that says how it encodes pixels
   * @param photographs at least one picture file
   * @param folder an existing folder
   * @param beforeEachMap is told what comes next
   * @throws IOException if a file cannot be written
   */
  public static void write(
      Path model, List<Path> photographs, Path folder, Consumer<String> beforeEachMap)
      throws IOException {
    Stopwatch watch = Stopwatch.createStarted();
    try (BiasAnalysis analysis = BiasAnalysis.of(model)) {
      BiasResults results = analysis.run(photographs, beforeEachMap);
      FigureFiles.write(results, folder);
      Files.writeString(folder.resolve("report.html"), ReportPage.render(results, watch.elapsed()));
    }
  }
}
