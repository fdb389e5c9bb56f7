package io.github.tfsaliency.examples.cli;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterators;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.image.Heatmap;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
      "Computes saliency maps of pictures or .npy arrays.",
      "Writes for each input and method a float32 .npy map of the model's input shape, for pictures"
          + " an overlay as PNG, and summary.json with targets and scores."
    })
final class ExplainCommand implements Callable<Integer> {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().serializeNulls().disableHtmlEscaping().create();

  @Spec private CommandSpec spec;

  @Mixin private final ModelOptions model = new ModelOptions();

  @Option(
      names = "--input",
      required = true,
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "Pictures (PNG, JPEG, WebP), cropped, resized and encoded as the model expects; or .npy"
              + " arrays in the model's own units, of one sample or a batch. For a model of several"
              + " inputs NAME=FILE,NAME=FILE.")
  private List<String> inputs;

  @Option(
      names = "--target",
      arity = "1..*",
      paramLabel = "TARGET",
      description =
          "What is explained: an index into the sample's flattened output, a label, 'top' (the"
              + " default), pixel:row=R,column=C,class=K, or the mean over"
              + " mask:file=FILE,class=K. One for all samples, or one a sample in the order of the"
              + " inputs.")
  private List<String> targets = List.of("top");

  @Option(
      names = "--method",
      required = true,
      arity = "1..*",
      paramLabel = "SPEC",
      converter = MethodConverter.class,
      description = MethodConverter.HELP)
  private List<MethodSpec> methods;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where the results go; files of the same names are replaced.")
  private Path out;

  /** One entry of summary.json: a map of one of the model's inputs. */
  private record Result(
      String input,
      String map,
      String method,
      List<Long> targets,
      List<Double> scores,
      String npy,
      @Nullable String png) {}

  @Override
  public Integer call() {
    try (Model loaded = model.loader().load();
        OutputFolder folder = OutputFolder.at(out)) {
      Iterator<Target> nextTarget = targetsOfAllSamples(loaded);
      List<Result> results = new ArrayList<>();
      FileNames names = new FileNames();
      PrintWriter err = spec.commandLine().getErr();
      try (Progress progress = Progress.of("explain", (long) inputs.size() * methods.size(), err)) {
        for (String text : inputs) {
          ExplainInput input = ExplainInput.read(text, loaded);
          Target target = takeTargets(nextTarget, input.sampleCount());
          for (MethodSpec method : methods) {
            progress.step(text + " " + method);
            results.addAll(explain(loaded, input, target, method, names, folder));
          }
        }
      }
      Files.writeString(folder.file("summary.json"), GSON.toJson(results) + "\n");
      folder.publish();
      spec.commandLine().getOut().printf("%d maps in %s%n", results.size(), out);
      return 0;
    } catch (IOException e) {
      throw new SaliencyException(
          String.format("The output folder '%s' cannot be written: %s.", out, e), e);
    }
  }

  /** One target a sample, in the order of the inputs; a single one goes on for ever. */
  private Iterator<Target> targetsOfAllSamples(Model loaded) {
    List<Target> parsed = targets.stream().map(TargetSpec::parse).toList();
    if (parsed.size() == 1) {
      return Iterators.cycle(parsed);
    }
    // Counted first and read again later, as all inputs together may not fit into memory.
    int samples =
        inputs.stream().mapToInt(file -> ExplainInput.read(file, loaded).sampleCount()).sum();
    if (parsed.size() != samples) {
      throw new ParameterException(
          spec.commandLine(),
          String.format(
              "There are %s targets for %s samples.\nMaybe give one --target for all, or one a"
                  + " sample.",
              parsed.size(), samples));
    }
    return parsed.iterator();
  }

  private static Target takeTargets(Iterator<Target> next, int samples) {
    return Target.perSample(Stream.generate(next::next).limit(samples).toList());
  }

  private static List<Result> explain(
      Model model,
      ExplainInput input,
      Target target,
      MethodSpec method,
      FileNames names,
      OutputFolder folder) {
    ImmutableMap<String, Attribution> maps =
        Saliency.of(model).method(method.method()).target(target).compute(input.values());
    List<Result> results = new ArrayList<>();
    maps.forEach((name, map) -> results.add(write(input, name, map, method, names, folder)));
    return results;
  }

  private static Result write(
      ExplainInput input,
      String of,
      Attribution map,
      MethodSpec method,
      FileNames names,
      OutputFolder folder) {
    String name = names.unique(input.file(of), method);
    String npy = name + ".npy";
    Npy.write(folder.file(npy), map.values());
    String png = null;
    if (input.picture() != null) {
      png = name + ".png";
      Heatmap.of(map).overlay(input.picture()).writePng(folder.file(png));
    }
    return new Result(
        input.text(), of, method.text(), map.targets().asList(), map.scores().asList(), npy, png);
  }
}
