package io.github.tfsaliency.examples.cli;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterators;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.file.Npy;
import io.github.tfsaliency.image.Heatmap;
import io.github.tfsaliency.inspect.LayerAttributions;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.message.Shown;
import io.github.tfsaliency.spec.TargetSpecs;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.FloatNdArray;
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
          + " an overlay as PNG, and summary.json with targets and scores; where theory says what a"
          + " map sums to, with the gap; with the layer that an activation map is of, and with"
          + " warnings, which are printed too."
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
          "What is explained, 'top' by default; one for all samples, or one a sample in the order of"
              + " the inputs: "
              + TargetHelp.KINDS)
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
      names = "--layers",
      arity = "1..*",
      paramLabel = "LAYER",
      description =
          "Also writes what arrives at these layers, by their names in 'inspect': a .npy each, and"
              + " the sums of each sample in summary.json.")
  private List<String> layers = List.of();

  @Option(
      names = "--sum-embedding",
      description =
          "Sums the map of embedded ids over the numbers of the embedding: [N, tokens], one value"
              + " for each id.")
  private boolean sumsEmbedding;

  @Mixin private final MemoryOption memory = new MemoryOption();

  @Mixin private final TimeoutOption timeout = new TimeoutOption();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description =
          "Where the results go, each of them whole, summary.json last. Files of the same names are"
              + " replaced, others stay.")
  private Path out;

  /** One entry of summary.json: a map of one of the model's inputs. */
  private record Result(
      String input,
      String map,
      String method,
      List<Long> targets,
      List<Double> scores,
      @Nullable List<Double> gaps,
      List<String> warnings,
      @Nullable String layer,
      String npy,
      @Nullable String png,
      List<LayerResult> layers) {}

  /** What arrived at a layer. */
  private record LayerResult(String layer, List<Double> sums, String npy) {}

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
            String what = text + " " + method;
            progress.step(what);
            Saliency saliency =
                saliency(loaded, method, target)
                    .progress((done, total) -> progress.within(what, done, total));
            results.addAll(explain(saliency, input, method, names, folder));
          }
        }
      }
      Files.writeString(folder.file("summary.json"), Shown.document(GSON.toJson(results)) + "\n");
      folder.add("summary.json");
      spec.commandLine().getOut().printf("%s maps in %s%n", results.size(), out);
      return 0;
    } catch (IOException e) {
      throw OutputFolder.unwritable(out, e);
    }
  }

  /** One target a sample, in the order of the inputs; a single one goes on for ever. */
  private Iterator<Target> targetsOfAllSamples(Model loaded) {
    List<Target> parsed = targets.stream().map(TargetSpecs::parse).toList();
    if (parsed.size() == 1) {
      return Iterators.cycle(parsed);
    }
    // Counted first and read again later, as all inputs together may not fit into memory.
    int samples =
        inputs.stream().mapToInt(file -> ExplainInput.read(file, loaded).sampleCount()).sum();
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

  private Saliency saliency(Model loaded, MethodSpec method, Target target) {
    Saliency saliency = timeout.bound(Saliency.of(loaded).method(method.method()).target(target));
    saliency = sumsEmbedding ? saliency.sumEmbedding() : saliency;
    OptionalLong bytes = memory.bytes();
    return bytes.isPresent() ? saliency.memory(bytes.getAsLong()) : saliency;
  }

  private List<Result> explain(
      Saliency saliency,
      ExplainInput input,
      MethodSpec method,
      FileNames names,
      OutputFolder folder) {
    ImmutableMap<String, Attribution> maps = saliency.compute(input.values());
    List<LayerResult> atLayers =
        layers.isEmpty()
            ? List.of()
            : write(input, saliency.layers(input.values()), method, names, folder);
    @Nullable String layer = saliency.layer().orElse(null);
    List<Result> results = new ArrayList<>();
    maps.forEach(
        (name, map) ->
            results.add(write(input, name, map, method, layer, atLayers, names, folder)));
    warn(input, method, maps);
    return results;
  }

  /** Each text once, whatever the number of maps. */
  private void warn(ExplainInput input, MethodSpec method, Map<String, Attribution> maps) {
    PrintWriter err = spec.commandLine().getErr();
    maps.values().stream()
        .flatMap(map -> map.warnings().stream())
        .distinct()
        .forEach(
            warning ->
                err.print(
                    Message.of(
                        "Warning: %s by %s: %s%n",
                        input.text(), method, Message.part(warning.replace('\n', ' ')))));
    err.flush();
  }

  private List<LayerResult> write(
      ExplainInput input,
      LayerAttributions arrived,
      MethodSpec method,
      FileNames names,
      OutputFolder folder) {
    List<LayerResult> results = new ArrayList<>();
    for (String layer : layers) {
      FloatNdArray values = arrived.at(layer);
      String npy = names.unique(input.file(""), method.text() + "." + layer) + ".npy";
      Npy.write(folder.file(npy), values);
      results.add(new LayerResult(layer, requireNonNull(arrived.sums().get(layer)).asList(), npy));
    }
    return results;
  }

  private static Result write(
      ExplainInput input,
      String of,
      Attribution map,
      MethodSpec method,
      @Nullable String layer,
      List<LayerResult> atLayers,
      FileNames names,
      OutputFolder folder) {
    String name = names.unique(input.file(of), method.text());
    String npy = name + ".npy";
    Npy.write(folder.file(npy), map.values());
    String png = null;
    if (input.picture() != null) {
      png = name + ".png";
      Heatmap.of(map).withSuitedStyle().overlay(input.picture()).writePng(folder.file(png));
    }
    return new Result(
        input.text(),
        of,
        method.text(),
        map.targets().asList(),
        map.scores().asList(),
        map.gaps().map(ImmutableDoubleArray::asList).orElse(null),
        map.warnings(),
        layer,
        npy,
        png,
        atLayers);
  }
}
