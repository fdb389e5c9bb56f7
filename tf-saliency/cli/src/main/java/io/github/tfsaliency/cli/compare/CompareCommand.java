package io.github.tfsaliency.cli.compare;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.cli.common.Failures;
import io.github.tfsaliency.cli.common.FileNames;
import io.github.tfsaliency.cli.common.GroupsOption;
import io.github.tfsaliency.cli.common.InputFiles;
import io.github.tfsaliency.cli.common.Losses;
import io.github.tfsaliency.cli.common.MemoryOption;
import io.github.tfsaliency.cli.common.MethodConverter;
import io.github.tfsaliency.cli.common.MethodSpec;
import io.github.tfsaliency.cli.common.ModelOptions;
import io.github.tfsaliency.cli.common.OutputFolder;
import io.github.tfsaliency.cli.common.Progress;
import io.github.tfsaliency.cli.common.Specs;
import io.github.tfsaliency.cli.common.TalkOptions;
import io.github.tfsaliency.cli.common.TargetHelp;
import io.github.tfsaliency.cli.common.TimeoutOption;
import io.github.tfsaliency.cli.sample.ExplainedModel;
import io.github.tfsaliency.cli.sample.ExplainedSample;
import io.github.tfsaliency.cli.versions.VersionsFiles;
import io.github.tfsaliency.cli.versions.VersionsReport;
import io.github.tfsaliency.cli.versions.VersionsRun;
import io.github.tfsaliency.file.GroupsFile;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.method.path.NeuronConductance;
import io.github.tfsaliency.spec.MethodSpecs;
import io.github.tfsaliency.spec.MetricSpec;
import io.github.tfsaliency.spec.MetricSpecs;
import io.github.tfsaliency.spec.SpecRow;
import io.github.tfsaliency.spec.TargetSpecs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** One input, all methods side by side. */
@Command(
    name = "compare",
    description = {
      "Shows the maps of each picture or .npy sample by all methods side by side, with their cost"
          + " and their metrics.",
      "Writes sheet.png, compare.html (one file, readable offline), compare.csv, compare.json and a"
          + " float32 .npy of each map. If a method does not fit the model, the reason is shown"
          + " instead of its map. Several inputs get one folder each, named after the input, with"
          + " these files.",
      "Cost is the measured time over the median time of a forward pass of this model in the same"
          + " run, without building the method's graphs. The time to the first map, including the"
          + " graphs, is shown, too.",
      "With --model OLD --model NEW both models explain the same inputs by the same methods:"
          + " compare.html, compare.csv and compare.json show how similar the maps are (rank"
          + " correlation, SSIM), how scores and predictions changed, and which inputs changed"
          + " most. Each difference is written as .npy and .png."
    })
public final class CompareCommand implements Callable<Integer> {
  private static final String ALL = "all";

  @Spec private CommandSpec spec;

  @Mixin private final ModelOptions model = new ModelOptions();

  @Option(
      names = {"-i", "--input"},
      required = true,
      arity = "1..*",
      paramLabel = "FILE",
      description = InputFiles.KINDS + "One sample per file.  " + InputFiles.HELP)
  private List<String> inputs;

  @Option(
      names = {"-t", "--target"},
      paramLabel = "TARGET",
      defaultValue = "top",
      description = "The target, 'top' by default: " + TargetHelp.KINDS)
  private String target;

  @Option(
      names = {"-m", "--method"},
      arity = "1..*",
      paramLabel = "SPEC",
      description = {
        "all (the default): every method, with parameters for a short run; for two models the"
            + " default is gradient; or some methods: "
            + MethodConverter.HELP
      })
  private @Nullable List<String> methods;

  @Option(
      names = {"-e", "--metric"},
      arity = "1..*",
      paramLabel = "NAME",
      description =
          "name or name:key=value,...; 'tf-saliency metrics' lists all with their keys. By default"
              + " deletion, insertion and gini, with removed pixels replaced by the input's mean"
              + " for each channel; with --groups without gini.")
  private @Nullable List<String> metrics;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "20",
      description = "The default steps of deletion and insertion (${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The seed of metrics that draw random numbers (${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private final GroupsOption groups = new GroupsOption();

  @Mixin private final TalkOptions talk = new TalkOptions();

  @Mixin private final Losses losses = new Losses();

  @Mixin private final MemoryOption memory = new MemoryOption();

  @Mixin private final TimeoutOption timeout = new TimeoutOption();

  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "DIR",
      description =
          "The folder of the results, written together at the end. Files with the same names are"
              + " replaced; others are kept.")
  private Path out;

  @Override
  public Integer call() {
    losses.to(spec.commandLine().getErr(), talk.checked().isVerbose());
    if (model.directories().size() > 1) {
      return compareVersions(model.directories());
    }
    ImmutableList<String> chosen = chosenMethods();
    ImmutableList<MetricSpec> measured = chosenMetrics();
    groups.requireTakenBy(measured, spec.commandLine());
    Optional<GroupsFile> grouped = groups.read();
    Target explained = TargetSpecs.parse(target);
    ImmutableList<String> files = InputFiles.in(inputs, losses);
    if (files.size() == 1) {
      losses.failFast();
    }
    FileNames names = new FileNames();
    int written = 0;
    try (ExplainedModel loaded = ExplainedModel.load(model, files, talk, memory, timeout);
        Progress progress = talk.progress("compare", (long) files.size() * chosen.size())) {
      for (String file : files) {
        Path place =
            inputs.size() == 1 && files.size() == 1 ? out : out.resolve(names.unique(file));
        try {
          compare(file, place, loaded, explained, chosen, measured, grouped, progress);
          written++;
        } catch (RuntimeException | OutOfMemoryError e) {
          losses.add(file, e);
        }
      }
    }
    if (written == 0) {
      throw new SaliencyException(
          Message.of("There is no map of any of the %s inputs.", inputs.size()));
    }
    return losses.exitCode();
  }

  private int compareVersions(List<Path> directories) {
    if (directories.size() > 2 || metrics != null) {
      throw new ParameterException(
          spec.commandLine(),
          directories.size() > 2
              ? Message.of(
                  "There are %s models, but two are compared.\nMaybe leave some out.",
                  directories.size())
              : "Metrics measure the maps of one model.\nMaybe leave --metric out.");
    }
    VersionsRun.Asked asked =
        new VersionsRun.Asked(
            chosenMethods().stream().map(MethodSpec::parse).collect(toImmutableList()),
            TargetSpecs.parse(target),
            seed,
            groups.read());
    ImmutableList<String> files = InputFiles.in(inputs, losses);
    if ((long) files.size() * asked.methods().size() == 1) {
      losses.failFast();
    }
    try (ExplainedModel old =
            ExplainedModel.load(directories.get(0), model, files, talk, memory, timeout);
        ExplainedModel current =
            ExplainedModel.load(directories.get(1), model, files, talk, memory, timeout);
        OutputFolder folder = OutputFolder.at(out)) {
      VersionsReport report;
      try (Progress progress = talk.progress("compare", files.size())) {
        report = new VersionsRun(old, current, asked, progress, losses).compare(files);
      }
      VersionsFiles.write(report, folder);
      folder.publish("compare.html");
      talk.out()
          .print(
              Message.of(
                  "%s of %s inputs by both models, %s predicted otherwise, in %s%n",
                  report.inputs().size(),
                  files.size(),
                  report.predictedOtherwise(),
                  out.resolve("compare.html").toAbsolutePath().normalize()));
      return losses.exitCode();
    } catch (IOException e) {
      throw OutputFolder.unwritable(out, e);
    }
  }

  private void compare(
      String file,
      Path place,
      ExplainedModel loaded,
      Target explained,
      ImmutableList<String> chosen,
      ImmutableList<MetricSpec> measured,
      Optional<GroupsFile> grouped,
      Progress progress) {
    try (OutputFolder folder = OutputFolder.at(place)) {
      ExplainedSample sample = ExplainedSample.read(file, loaded, explained, seed, grouped);
      Comparison comparison =
          Comparison.of(new Comparison.Subject(file, sample), chosen, measured, progress);
      ComparisonFiles.write(comparison, folder);
      folder.publish("compare.html");
      talk.out()
          .print(
              Message.of(
                  "%s of %s methods in %s%n",
                  comparison.maps().stream().filter(map -> map.result() != null).count(),
                  chosen.size(),
                  place.resolve("compare.html").toAbsolutePath().normalize()));
    } catch (IOException e) {
      throw OutputFolder.unwritable(place, e);
    }
  }

  /** In the order of the list; what the user wrote is read once, so that it fails early. */
  private ImmutableList<String> chosenMethods() {
    ImmutableList<String> names =
        MethodSpecs.rows().stream().map(SpecRow::name).collect(toImmutableList());
    List<String> chosen = methods;
    if (chosen == null) {
      chosen = List.of(model.directories().size() > 1 ? "gradient" : ALL);
    }
    return chosen.stream()
        .flatMap(this::methods)
        .distinct()
        .sorted(Comparator.comparing(text -> names.indexOf(Specs.name(text))))
        .collect(toImmutableList());
  }

  private Stream<String> methods(String text) {
    if (text.equals(ALL)) {
      return MethodSpecs.rows().stream()
          .map(row -> MethodSpec.parse(row.sample()))
          .filter(CompareCommand::needsNoLayer)
          .map(MethodSpec::text);
    }
    try {
      return Stream.of(MethodSpec.parse(text).text());
    } catch (IllegalArgumentException e) {
      throw wrong("--method", text, e);
    }
  }

  /** What maps layers, or goes through a value of one, is asked for by the layer's name. */
  private static boolean needsNoLayer(MethodSpec spec) {
    return spec.method().mapsInputs() && !(spec.method() instanceof NeuronConductance);
  }

  private ImmutableList<MetricSpec> chosenMetrics() {
    List<String> measured = metrics;
    if (measured == null) {
      measured =
          groups.isGiven()
              ? List.of("deletion", "insertion")
              : List.of("deletion", "insertion", "gini");
    }
    return measured.stream().map(this::metric).distinct().collect(toImmutableList());
  }

  private MetricSpec metric(String text) {
    boolean curve = Specs.name(text).equals("deletion") || Specs.name(text).equals("insertion");
    String given = text.contains(":") ? "," : ":";
    String complete = curve && !text.contains("steps=") ? text + given + "steps=" + steps : text;
    try {
      MetricSpec metric = MetricSpecs.parse(complete);
      if (metric.row().needsMask()) {
        throw new IllegalArgumentException(
            Message.of("The metric '%s' needs a mask.\nMaybe 'evaluate' with --masks.", text));
      }
      return metric;
    } catch (IllegalArgumentException e) {
      throw wrong("--metric", text, e);
    }
  }

  private ParameterException wrong(String option, String text, IllegalArgumentException e) {
    return new ParameterException(
        spec.commandLine(),
        Message.of(
            "Invalid value '%s' for option '%s': %s", text, option, Message.part(Failures.text(e))),
        e);
  }
}
