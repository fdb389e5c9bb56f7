package io.github.tfsaliency.cli.gpu;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.SessionOptions;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.cli.common.Json;
import io.github.tfsaliency.cli.common.Progress;
import io.github.tfsaliency.cli.common.StartUpLines;
import io.github.tfsaliency.cli.common.TalkOptions;
import io.github.tfsaliency.inspect.Device;
import io.github.tfsaliency.message.Message;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whether a GPU computes what the processor computes, and how fast. */
@Command(
    name = "check-gpu",
    description = {
      "Computes maps by every method on the GPU and on the processor, and says how far they are"
          + " apart: with exact products and with TF32, of random samples and of constant ones,"
          + " where equal values meet. Says whether a map repeats itself bit for bit, and what"
          + " methods cost in forward passes and images a second.",
      "Methods of many passes are given few, so that all takes minutes."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all maps agree within the tolerances that the table names",
      "1:some do not, or could not be computed",
      "2:the command line is wrong",
      "77:there is no GPU that TensorFlow can use, and nothing was computed"
    })
public final class CheckGpuCommand implements Callable<Integer> {
  /** What a run can be restricted to. */
  enum Part {
    MAPS,
    COSTS
  }

  /** What test harnesses read as "skipped". */
  static final int NO_GPU = 77;

  private static final String HOME = "tfsaliency.home";
  private static final int MOST_BATCH = 1024;
  private static final int DEPTH = 3;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-M", "--model"},
      paramLabel = "DIR",
      arity = "1..*",
      description =
          "SavedModels with one input of numbers; by default those that come with the launcher.")
  private List<Path> folders = List.of();

  @Option(
      names = "--batch",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,8,64",
      description = "How many samples are measured together (default: ${DEFAULT-VALUE}).")
  private List<Integer> batches = List.of();

  @Option(
      names = "--only",
      paramLabel = "maps|costs",
      description = "Compares maps alone, or measures costs alone; both by default.")
  private @Nullable Part only;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Also writes all numbers as JSON to this file.")
  private @Nullable Path json;

  @Option(
      names = "--processor",
      hidden = true,
      description = "Takes the processor for the GPU, to test the command itself.")
  private boolean onProcessor;

  @Mixin private final TalkOptions talk = new TalkOptions();

  @Override
  public Integer call() {
    talk.checked();
    for (int batch : batches) {
      if (batch < 1 || batch > MOST_BATCH) {
        throw new ParameterException(
            spec.commandLine(),
            Message.of(
                "Invalid value '%s' for option '--batch': it must be from 1 to %s.",
                batch, MOST_BATCH));
      }
    }
    StartUpLines.keepBack();
    SessionOptions options =
        onProcessor ? SessionOptions.of().withVisibleGpus() : SessionOptions.of();
    if (!onProcessor && options.devices().stream().noneMatch(Device::isGpu)) {
      PrintWriter err = spec.commandLine().getErr();
      err.println(
          "There is no GPU that TensorFlow can use, so nothing was checked.\n"
              + "Maybe build with -Pgpu, install a driver, CUDA 12 and cuDNN 9, and read what"
              + " TensorFlow says with TF_CPP_MIN_LOG_LEVEL=0.");
      return NO_GPU;
    }
    GpuReport report = report(models(), options);
    report.print(talk.out());
    talk.out().flush();
    if (json != null) {
      write(json, Json.text(report.toJson()) + "\n");
    }
    return report.isFine() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private GpuReport report(List<Path> models, SessionOptions options) {
    ImmutableList.Builder<GpuReport.OfModel> found = ImmutableList.builder();
    try (Progress progress = talk.progress("Checking", models.size())) {
      for (Path model : models) {
        String name = model.toString();
        progress.step(name);
        try (Side processor = ModelSide.open(model, SessionOptions.of().withVisibleGpus());
            Side gpu = ModelSide.open(model, options)) {
          long[] done = {0};
          long maps = 2L * gpu.probes().size();
          long costs = (long) batches.size() * (Probes.TIMED.size() + 1);
          long all = (only == Part.COSTS ? 0 : maps) + (only == Part.MAPS ? 0 : costs);
          ModelCheck check =
              new ModelCheck(
                  processor, gpu, batches, what -> progress.within(name, ++done[0], all));
          found.add(
              new GpuReport.OfModel(
                  name,
                  gpu.devices(),
                  only == Part.COSTS ? ImmutableList.of() : check.maps(),
                  only == Part.MAPS ? ImmutableList.of() : check.costs()));
        }
      }
    }
    return new GpuReport(onProcessor ? ImmutableList.of() : DriverQuery.lines(), found.build());
  }

  /** Those that were given, or all that come with the launcher. */
  private List<Path> models() {
    if (!folders.isEmpty()) {
      return folders;
    }
    Path home = Path.of(System.getProperty(HOME, ".")).resolve("savedmodels");
    try (Stream<Path> files = Files.find(home, DEPTH, (file, any) -> isModel(file))) {
      ImmutableList<Path> found =
          files.map(file -> requireNonNull(file.getParent())).sorted().collect(toImmutableList());
      if (!found.isEmpty()) {
        return found;
      }
    } catch (IOException e) {
      // Said below.
    }
    throw new SaliencyException(
        Message.of("The folder '%s' has no SavedModels.\nMaybe name some with --model DIR.", home));
  }

  private static boolean isModel(Path file) {
    return file.endsWith("saved_model.pb");
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new SaliencyException(
          Message.of("The file '%s' cannot be written: %s.\nMaybe choose another one.", file, e),
          e);
    }
  }
}
