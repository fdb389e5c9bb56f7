package io.github.tfsaliency.cli.common;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.ModelLoader;
import io.github.tfsaliency.Recorder;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.file.Npy;
import io.github.tfsaliency.image.PixelEncoding;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.record.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which model, and which part of it. */
public final class ModelOptions {
  private static final long MOST_LABEL_BYTES = 1L << 26;

  @Option(
      names = {"-M", "--model"},
      required = true,
      paramLabel = "DIR",
      description = "The SavedModel's folder.")
  private Path model;

  @Mixin private final LinkOptions links = new LinkOptions();

  @Mixin private final DeviceOptions devices = new DeviceOptions();

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

  @Option(
      names = "--encoding",
      paramLabel = "JSON",
      converter = EncodingConverter.class,
      description =
          "What the model makes of pixels, where its saliency.json does not say so: value = (pixel"
              + " - offset) / scale, for example '{\"offset\": 127.5, \"scale\": 127.5}'; one"
              + " number or one for each channel, and \"channels\": \"bgr\" for the other order.")
  private @Nullable PixelEncoding encoding;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description =
          "The names of the classes, a line each in the order of the output, where the model's"
              + " saliency.json names none.")
  private @Nullable Path labels;

  /** Reads what {@code saliency.json} has as {@code encoding}. */
  static final class EncodingConverter implements ITypeConverter<PixelEncoding> {
    @Override
    public PixelEncoding convert(String json) {
      try {
        return PixelEncoding.fromJson(json);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(Failures.text(e));
      }
    }
  }

  public ModelLoader loader() {
    StartUpLines.keepBack();
    devices.warnOfUnused();
    ModelLoader loader = devices.chosenFor(links.allowedFor(Model.from(model)));
    loader = encoding == null ? loader : loader.encoding(encoding);
    loader = labels == null ? loader : loader.labels(readLabels(labels));
    loader = tags == null ? loader : loader.tags(tags.toArray(String[]::new));
    for (Map.Entry<String, String> input : fixed.entrySet()) {
      loader =
          isArray(input.getValue())
              ? loader.set(input.getKey(), Npy.read(Path.of(input.getValue())))
              : loader.set(input.getKey(), input.getValue());
    }
    loader = signature == null ? loader : loader.signature(signature);
    loader = inputName == null ? loader : loader.input(inputName);
    loader = outputName == null ? loader : loader.output(outputName);
    return probability ? loader.probability() : loader;
  }

  /**
   * Reads names of classes.
   *
   * @param file a line each
   * @throws SaliencyException if it cannot be read, or is too large
   */
  public static List<String> readLabels(Path file) {
    try {
      if (Files.size(file) > MOST_LABEL_BYTES) {
        throw new SaliencyException(
            Message.of("The file of labels '%s' is larger than %s bytes.", file, MOST_LABEL_BYTES));
      }
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new SaliencyException(
          Message.of(
              "The file of labels '%s' cannot be read: %s.\n"
                  + "Maybe check that it is there, and that it is UTF-8.",
              file, e),
          e);
    }
  }

  /**
   * Makes records of what a model that was loaded so explains.
   *
   * @param loaded by {@link #loader}
   * @return a recorder that knows the files behind the options
   */
  public Recorder recorder(Model loaded) {
    ImmutableMap.Builder<String, String> sums = ImmutableMap.builder();
    fixed.forEach(
        (name, value) -> {
          if (isArray(value)) {
            sums.put(name, Sha256.of(Path.of(value)));
          }
        });
    Recorder recorder = Recorder.of(loaded).withSetFiles(sums.buildOrThrow());
    return labels == null ? recorder : recorder.withLabelsFile(Sha256.of(labels));
  }

  private static boolean isArray(String value) {
    return Ascii.toLowerCase(value).endsWith(".npy");
  }

  /** Adds all that decides what the model computes. */
  public MapKey decidesWith(MapKey key) {
    MapKey with = key.model(links.allowedFor(Model.from(model)).files());
    fixed.forEach((name, value) -> with.specs(List.of(name + "=" + value)));
    return with.text(
        List.of(
                    String.valueOf(signature),
                    String.valueOf(inputName),
                    String.valueOf(outputName),
                    String.valueOf(probability),
                    String.valueOf(tags),
                    encoding == null ? "" : encoding.toJson())
                .toString()
            // What devices round makes no other map, but TF32 does.
            + (devices.allowsTensorFloat32() ? "tf32" : ""));
  }

  public Path directory() {
    return model;
  }
}
