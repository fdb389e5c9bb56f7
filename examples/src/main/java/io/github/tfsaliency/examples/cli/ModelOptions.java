package io.github.tfsaliency.examples.cli;

import com.google.common.base.Ascii;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.ModelLoader;
import io.github.tfsaliency.file.Npy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which model, and which part of it. */
final class ModelOptions {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description = "The SavedModel's folder.")
  private Path model;

  @Mixin private final LinkOptions links = new LinkOptions();

  @Option(names = "--signature", paramLabel = "NAME", description = "The signature to load.")
  private @Nullable String signature;

  @Option(
      names = "--input-name",
      paramLabel = "NAME",
      description = "An input of the signature, or any float tensor of the graph.")
  private @Nullable String inputName;

  @Option(
      names = "--output-name",
      paramLabel = "NAME",
      description = "An output of the signature, or any float tensor of the graph.")
  private @Nullable String outputName;

  @Option(
      names = "--probability",
      description = "Explain the probability of a softmax or sigmoid, not the logit before it.")
  private boolean probability;

  @Option(
      names = "--tags",
      split = ",",
      paramLabel = "TAG",
      description =
          "The tags of the graph inside the SavedModel, all of them with commas between; 'serve' by"
              + " default, or those of the only graph.")
  private @Nullable List<String> tags;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description =
          "Fixes an input of the signature to a value for all samples, such as training=false;"
              + " VALUE.npy is an array. Once for each input.")
  private Map<String, String> fixed = Map.of();

  ModelLoader loader() {
    ModelLoader loader = links.allowedFor(Model.from(model));
    loader = tags == null ? loader : loader.tags(tags.toArray(String[]::new));
    for (Map.Entry<String, String> input : fixed.entrySet()) {
      loader =
          Ascii.toLowerCase(input.getValue()).endsWith(".npy")
              ? loader.set(input.getKey(), Npy.read(Path.of(input.getValue())))
              : loader.set(input.getKey(), input.getValue());
    }
    loader = signature == null ? loader : loader.signature(signature);
    loader = inputName == null ? loader : loader.input(inputName);
    loader = outputName == null ? loader : loader.output(outputName);
    return probability ? loader.probability() : loader;
  }

  Path directory() {
    return model;
  }
}
