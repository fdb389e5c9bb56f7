package io.github.tfsaliency.examples.cli;

import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.examples.bias.BiasReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The main job: does the multiplication by the input blind the map? */
@Command(
    name = "bias-analysis",
    description = {
      "Shows what the multiplication by the input does to saliency maps: one model, three encodings"
          + " of the same photographs, and garments whose brightness goes from black to white.",
      "Writes report.html (one file, readable offline), figures.csv, profiles.csv, garments.csv and"
          + " figures.json."
    })
final class BiasAnalysisCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description =
          "A SavedModel for pictures with an \"encoding\" in its assets.extra/saliency.json;"
              + " by default the embedded EfficientNet-Lite0.")
  private @Nullable Path model;

  @Option(
      names = "--image",
      arity = "1..*",
      paramLabel = "FILE",
      description = "Photographs (PNG, JPEG, WebP); by default the embedded ones.")
  private List<Path> images = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "bias-analysis-report",
      description = "Where the report goes (default: ${DEFAULT-VALUE}).")
  private Path out;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Of the places and backgrounds of the garments and of the intervals"
              + " (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() {
    Path modelFolder = model == null ? Home.model() : model;
    List<Path> photographs = images.isEmpty() ? Home.photographs() : images;
    try (OutputFolder folder = OutputFolder.at(out)) {
      try (Progress progress =
          Progress.of(
              "bias analysis", BiasReport.steps(photographs.size()), spec.commandLine().getErr())) {
        BiasReport.write(
            new BiasReport.Photos(modelFolder, photographs),
            new BiasReport.PlantedGarments(Home.garmentModel(), Home.garments(), seed),
            folder.file("."),
            progress::step);
      }
      folder.publish();
    } catch (IOException e) {
      throw new SaliencyException(
          String.format("The report '%s' cannot be written: %s.", out, e), e);
    }
    spec.commandLine()
        .getOut()
        .printf("The report is %s%n", out.resolve("report.html").toAbsolutePath().normalize());
    return 0;
  }
}
