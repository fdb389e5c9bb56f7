package io.github.tfsaliency.cli.explain;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterators;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.cli.common.DisplayOptions;
import io.github.tfsaliency.cli.common.GroupsOption;
import io.github.tfsaliency.cli.common.InputFiles;
import io.github.tfsaliency.cli.common.Losses;
import io.github.tfsaliency.cli.common.MemoryOption;
import io.github.tfsaliency.cli.common.MethodConverter;
import io.github.tfsaliency.cli.common.MethodSpec;
import io.github.tfsaliency.cli.common.ModelOptions;
import io.github.tfsaliency.cli.common.OutputFolder;
import io.github.tfsaliency.cli.common.Progress;
import io.github.tfsaliency.cli.common.TalkOptions;
import io.github.tfsaliency.cli.common.TargetHelp;
import io.github.tfsaliency.cli.common.TimeoutOption;
import io.github.tfsaliency.cli.sample.ExplainInput;
import io.github.tfsaliency.file.GroupsFile;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.spec.TargetSpecs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Maps for pictures or arrays, by one or more methods. */
@Command(
    name = "explain",
    description = {
      "Computes saliency maps of pictures, tables, texts, sounds or arrays.",
      "Writes for each input and method a float32 .npy map in the model's input shape, and a PNG"
          + " and a page that draw it. Writes summary.json with targets, labels, scores and"
          + " probabilities; the gap, if theory requires a sum; the layer of an activation map; the"
          + " sums of groups of features; and warnings, which are also printed. Writes record.json,"
          + " with everything that 'tf-saliency verify' needs to compute each map again: checksums"
          + " of all files, versions, method, target and score. Both JSON files list all maps of"
          + " the folder, including those of earlier runs."
    })
public final class ExplainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private final ModelOptions model = new ModelOptions();

  @Option(
      names = {"-i", "--input"},
      required = true,
      arity = "1..*",
      paramLabel = "FILE",
      description = InputFiles.KINDS + InputFiles.HELP)
  private List<String> inputs;

  @Option(
      names = {"-t", "--target"},
      arity = "1..*",
      paramLabel = "TARGET",
      description =
          "The target, 'top' by default: one for all samples, or one for each sample in the order"
              + " of the inputs: "
              + TargetHelp.KINDS)
  private List<String> targets = List.of("top");

  @Option(
      names = {"-m", "--method"},
      required = true,
      arity = "1..*",
      paramLabel = "SPEC",
      converter = MethodConverter.class,
      description = MethodConverter.HELP)
  private List<MethodSpec> methods;

  @Option(
      names = "--layers",
      arity = "1..*",
      paramLabel = "LAYER",
      description =
          "Also writes the maps of these layers, by their names in 'inspect' or by the names of"
              + " Keras layers: one .npy each, and the sums of each sample in summary.json. Every"
              + " method of gradients, paths, noise or propagation can do this; conductance and"
              + " internal-influence map only layers.")
  private List<String> layers = List.of();

  @Option(
      names = "--sum-embedding",
      description =
          "Sums the map of embedded ids over the embedding's dimension: [N, tokens], one value for"
              + " each id.")
  private boolean sumsEmbedding;

  @Mixin private final GroupsOption groups = new GroupsOption();

  @Option(
      names = "--fade-uncertain",
      description =
          "Fades uncertain values in pictures, for methods that draw at random. A value that equals"
              + " its standard error has half its strength.")
  private boolean fadesUncertain;

  @Mixin private final DisplayOptions display = new DisplayOptions();

  @Option(
      names = "--skip-existing",
      description =
          "Computes only maps that the folder does not have yet. An existing map counts if its"
              + " input, its model and all its options are the same.")
  private boolean skipsExisting;

  @Option(
      names = {"-j", "--json"},
      description =
          "Prints the entries of summary.json for the maps of this run, and nothing else, on"
              + " standard output.")
  private boolean json;

  @Mixin private final TalkOptions talk = new TalkOptions();

  @Mixin private final Losses losses = new Losses();

  @Mixin private final MemoryOption memory = new MemoryOption();

  @Mixin private final TimeoutOption timeout = new TimeoutOption();

  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "DIR",
      description =
          "The folder of the results. Each file appears complete, record.json and summary.json"
              + " last. Files with the same names are replaced; others are kept.")
  private Path out;

  @Override
  public Integer call() {
    losses.to(spec.commandLine().getErr(), talk.checked().isVerbose());
    requireLayers();
    Optional<GroupsFile> grouped = groups.read();
    Summary summary = Summary.of(out);
    ImmutableList<String> files = InputFiles.in(inputs, losses);
    try (Model loaded = model.loader(files).load();
        OutputFolder folder = OutputFolder.at(out)) {
      if ((long) files.size() * methods.size() == 1) {
        losses.failFast();
      }
      Iterator<Target> nextTarget = targetsOfAllSamples(files, loaded);
      FinishedMaps finished = new FinishedMaps(folder, summary);
      MapRun run =
          new MapRun(
              loaded,
              new MapRun.Asked(
                  methods, layers, sumsEmbedding, grouped, fadesUncertain, display, skipsExisting),
              new MapRun.RunOptions(model, talk, losses, memory, timeout),
              folder,
              summary,
              finished);
      try (Progress progress = talk.progress("explain", (long) files.size() * methods.size())) {
        for (String file : files) {
          run.explain(file, samples -> takeTargets(nextTarget, samples), progress);
        }
      }
      if (summary.size() == 0) {
        throw new SaliencyException(
            Message.of("There is no map of any of the %s inputs.", inputs.size()));
      }
      finished.publishAll();
      if (json) {
        spec.commandLine().getOut().println(summary.askedDocument());
      } else {
        talk.out().print(Message.of("%s maps in %s%n", summary.size(), out));
      }
      return losses.exitCode();
    } catch (IOException e) {
      throw OutputFolder.unwritable(out, e);
    }
  }

  /** What maps layers alone gives nothing without one. */
  private void requireLayers() {
    for (MethodSpec method : methods) {
      if (layers.isEmpty() && !method.method().mapsInputs()) {
        throw new ParameterException(
            spec.commandLine(),
            Message.of(
                "The method '%s' maps layers inside the model, and none is named.\n"
                    + "Maybe add --layers NAME.",
                method));
      }
    }
  }

  /** One target a sample, in the order of the inputs; a single one is used for all. */
  private Iterator<Target> targetsOfAllSamples(List<String> files, Model loaded) {
    List<Target> parsed = targets.stream().map(TargetSpecs::parse).toList();
    if (parsed.size() == 1) {
      return Iterators.cycle(parsed);
    }
    // Counted first and read again later, as all inputs together may not fit into memory.
    int samples =
        files.stream()
            .mapToInt(file -> ExplainInput.sampleCount(file, loaded, model.reading()))
            .sum();
    if (parsed.size() != samples) {
      throw new ParameterException(
          spec.commandLine(),
          Message.of(
              "There are %s targets for %s samples.\nMaybe give one --target for all, or one a"
                  + " sample.",
              parsed.size(), samples));
    }
    return parsed.iterator();
  }

  private static Target takeTargets(Iterator<Target> next, int samples) {
    return Target.perSample(Stream.generate(next::next).limit(samples).toList());
  }
}
