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
   * Photographs and who classifies them.
   *
   * @param model a SavedModel that says how it encodes pixels
   * @param photographs at least one picture file
   */
  public record Photos(Path model, List<Path> photographs) {}

  /**
   * Garments of any brightness and who classifies them.
   *
   * @param model the SavedModel that was trained on planted garments
   * @param sheet garments that it did not see
   * @param seed of their places and backgrounds
   */
  public record PlantedGarments(Path model, Path sheet, long seed) {}

  /**
   * How often the listener of {@link #write} is called.
   *
   * @param photographs how many there are
   * @return the number of maps of photographs and of curves of garments
   */
  public static int steps(int photographs) {
    return photographs * Encoding.COMPARED.size() * ComparedMethod.ALL.size()
        + BrightnessSweep.steps();
  }

  /**
   * Analyses photographs and garments and writes {@code report.html}, {@code figures.csv}, {@code
   * profiles.csv}, {@code garments.csv} and {@code figures.json}.
   *
   * @param photos what is asked of photographs
   * @param garments what is asked of planted garments
   * @param folder an existing folder
   * @param beforeEachStep is told what comes next
   * @throws IOException if a file cannot be written
   */
  public static void write(
      Photos photos, PlantedGarments garments, Path folder, Consumer<String> beforeEachStep)
      throws IOException {
    Stopwatch watch = Stopwatch.createStarted();
    BiasResults results;
    try (BiasAnalysis analysis = BiasAnalysis.of(photos.model())) {
      results = analysis.run(photos.photographs(), beforeEachStep);
    }
    SweepResults sweep;
    try (BrightnessSweep brightness =
        BrightnessSweep.of(garments.model(), garments.sheet(), garments.seed())) {
      sweep = brightness.run(beforeEachStep);
    }
    FigureFiles.write(results, sweep, folder);
    Files.writeString(
        folder.resolve("report.html"), ReportPage.render(results, sweep, watch.elapsed()));
  }
}
