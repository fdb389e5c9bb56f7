package io.github.tfsaliency.examples.bias;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.cli.Subcommand;
import io.github.tfsaliency.cli.common.InputFiles;
import io.github.tfsaliency.cli.common.LinkOptions;
import io.github.tfsaliency.cli.common.OutputFolder;
import io.github.tfsaliency.cli.common.Progress;
import io.github.tfsaliency.cli.common.StartUpLines;
import io.github.tfsaliency.cli.common.TalkOptions;
import io.github.tfsaliency.cli.common.TimeoutOption;
import io.github.tfsaliency.message.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The main job: does the multiplication by the input blind the map? */
@Command(
    name = "bias-analysis",
    description = {
      "Shows what the multiplication by the input does to saliency maps: one model, three encodings"
          + " of the same photographs, and garments whose brightness goes from black to white.",
      "Writes report.html (one file, readable offline), figures.csv, profiles.csv, garments.csv and"
          + " figures.json.",
      "Finished parts are kept in the folder parts: after an interruption the same command"
          + " continues there."
    })
public final class BiasAnalysisCommand implements Subcommand {
  private static final String PARTS = "parts";

  @Option(
      names = {"-M", "--model"},
      paramLabel = "DIR",
      description =
          "A SavedModel for pictures with an \"encoding\" in its assets.extra/saliency.json;"
              + " by default the embedded EfficientNet-Lite0.")
  private @Nullable Path model;

  @Mixin private final LinkOptions links = new LinkOptions();

  @Option(
      names = {"-i", "--input"},
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "Photographs (PNG, JPEG, WebP); by default the embedded ones. " + InputFiles.HELP)
  private List<String> inputs = List.of();

  @Option(
      names = {"-o", "--out"},
      paramLabel = "DIR",
      defaultValue = "bias-analysis-report",
      description = "The folder of the report (default: ${DEFAULT-VALUE}).")
  private Path out;

  @Option(
      names = "--cifar",
      paramLabel = "DIR",
      description =
          "The folder of CIFAR-10 in its binary version (data_batch_1.bin to 5, test_batch.bin):"
              + " networks are trained on its pictures instead of on garments.")
  private @Nullable Path cifar10;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "The seed of all random choices, such as the positions and backgrounds of the garments"
              + " and the intervals (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--quick",
      description =
          "Fewer garments, and no method that runs the model hundreds of times: two minutes on two"
              + " cores.")
  private boolean quick;

  @Mixin private final TalkOptions talk = new TalkOptions();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      converter = TimeoutOption.Seconds.class,
      description =
          "The time limit of each computation of maps of the photographs, including building its"
              + " graph; no limit by default. It does not apply to the garments and to the trained"
              + " networks.")
  private @Nullable Duration timeout;

  @Override
  public Integer call() {
    StartUpLines.keepBack();
    Path modelFolder = model == null ? Home.model() : model;
    List<Path> photographs =
        inputs.isEmpty()
            ? Home.photographs()
            : InputFiles.all(inputs).stream().map(Path::of).toList();
    Study study =
        new Study(
            new Study.Photos(
                modelFolder,
                links.allowedFor(Model.from(modelFolder)),
                photographs,
                explained -> bound(Saliency.of(explained))),
            new Study.PlantedGarments(
                Home.garmentModel(), Home.garmentNetworks(), Home.garments(), Home.trainGarments()),
            new Study.PlantedTable(Home.tableModel(), Home.table()),
            Optional.ofNullable(cifar10),
            seed,
            quick);
    try (OutputFolder folder = OutputFolder.at(out);
        BiasReport report = new BiasReport(study)) {
      try (Progress progress = talk.checked().progress("bias analysis", report.steps())) {
        report.write(out.resolve(PARTS), folder.file("."), progress::step);
      }
      folder.publish("report.html");
    } catch (IOException e) {
      throw new SaliencyException(Message.of("The report '%s' cannot be written: %s.", out, e), e);
    }
    talk.out()
        .print(
            Message.of(
                "The report is %s%n", out.resolve("report.html").toAbsolutePath().normalize()));
    return 0;
  }

  private Saliency bound(Saliency saliency) {
    return timeout == null ? saliency : saliency.timeout(timeout);
  }
}
