package io.github.tfsaliency.cli.common;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.ModelLoader;
import io.github.tfsaliency.Recorder;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.cli.input.BandScales;
import io.github.tfsaliency.cli.input.ColumnTables;
import io.github.tfsaliency.cli.input.FileTexts;
import io.github.tfsaliency.cli.input.InputOptions;
import io.github.tfsaliency.cli.input.Reading;
import io.github.tfsaliency.file.Npy;
import io.github.tfsaliency.image.PixelEncoding;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.record.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Which model, and which part of it. */
public final class ModelOptions {
  private static final long MOST_LABEL_BYTES = 1L << 26;

  @Option(
      names = {"-M", "--model"},
      required = true,
      paramLabel = "DIR",
      description = "The SavedModel's folder.")
  private List<Path> models;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

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
          "All tags of the graph inside the SavedModel, separated by commas; by default 'serve', or"
              + " the tags of the only graph.")
  private @Nullable List<String> tags;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description =
          "Fixes an input of the signature to a value for all samples, such as training=false;"
              + " VALUE.npy is an array. Repeat the option for several inputs.")
  private Map<String, String> fixed = Map.of();

  @Option(
      names = "--encoding",
      paramLabel = "JSON",
      converter = EncodingConverter.class,
      description =
          "The model's encoding of pixels, if its saliency.json has none: value = (pixel - offset)"
              + " / scale, for example '{\"offset\": 127.5, \"scale\": 127.5}'; one number or one"
              + " for each channel, and \"channels\": \"bgr\" for the order blue, green, red. For"
              + " the columns of a table: '{\"columns\": {\"colour\": [\"red\", \"green\"],"
              + " \"age\": {\"offset\": 38.5, \"scale\": 13.2}}}', categories become one-hot"
              + " columns, and numbers become (value - offset) / scale. For the bands of a picture:"
              + " '{\"bands\": {\"offset\": [1353, 1117], \"scale\": [65, 154]}}', in the units of"
              + " the file.")
  private @Nullable Encoding encoding;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description =
          "The names of the classes, one per line in the order of the output, if the model's"
              + " saliency.json names none.")
  private @Nullable Path labels;

  @Mixin private final InputOptions input = new InputOptions();

  /** What is made of pixels and of columns. */
  record Encoding(
      Optional<PixelEncoding> pixels, ColumnTables columns, Optional<BandScales> bands) {}

  /** Reads what {@code saliency.json} has as {@code encoding}, and tables of columns. */
  static final class EncodingConverter implements ITypeConverter<Encoding> {
    @Override
    public Encoding convert(String json) {
      try {
        Optional<BandScales> bands = BandScales.fromJson(json);
        // Bands that have their scales already are taken as they are.
        Optional<PixelEncoding> usual = bands.map(scales -> PixelEncoding.raw());
        return new Encoding(
            ColumnTables.pixels(json).map(PixelEncoding::fromJson).or(() -> usual),
            ColumnTables.fromJson(json),
            bands);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(Failures.text(e));
      }
    }
  }

  /** How files are read. */
  public Reading reading() {
    return encoding == null
        ? input.reading(ColumnTables.NONE, Optional.empty())
        : input.reading(encoding.columns(), encoding.bands());
  }

  /**
   * Chooses the model, for files whose texts it may have to know.
   *
   * @param files each {@code FILE} or {@code NAME=FILE,NAME=FILE}
   * @return a loader
   */
  public ModelLoader loader(List<String> files) {
    return loader(directory(), files);
  }

  /** The same of one of several folders. */
  public ModelLoader loader(Path directory, List<String> files) {
    return FileTexts.given(loader(directory), files, reading());
  }

  public ModelLoader loader() {
    return loader(directory());
  }

  /** How a model of a folder is loaded, one of {@link #directories}. */
  public ModelLoader loader(Path directory) {
    StartUpLines.keepBack();
    devices.warnOfUnused();
    ModelLoader loader = devices.chosenFor(links.allowedFor(Model.from(directory)));
    loader = pixels().map(loader::encoding).orElse(loader);
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
    MapKey with = key.model(links.allowedFor(Model.from(directory())).files());
    fixed.forEach((name, value) -> with.specs(List.of(name + "=" + value)));
    // Without these options keys are those of earlier versions.
    reading().options().forEach((name, value) -> with.text(name).text(value));
    return with.text(
        List.of(
                    String.valueOf(signature),
                    String.valueOf(inputName),
                    String.valueOf(outputName),
                    String.valueOf(probability),
                    String.valueOf(tags),
                    pixels().map(PixelEncoding::toJson).orElse(""))
                .toString()
            // What devices round makes no other map, but TF32 does.
            + (devices.allowsTensorFloat32() ? "tf32" : ""));
  }

  private Optional<PixelEncoding> pixels() {
    return encoding == null ? Optional.empty() : encoding.pixels();
  }

  /**
   * The model's folder.
   *
   * @throws ParameterException if several are given
   */
  public Path directory() {
    if (models.size() > 1) {
      throw new ParameterException(
          spec.commandLine(),
          Message.of(
              "There are %s models, and '%s' takes one --model.\n"
                  + "Maybe use 'compare', which takes an old model and a new one.",
              models.size(), spec.name()));
    }
    return models.get(0);
  }

  /** All folders that are given, for commands that take several models. */
  public ImmutableList<Path> directories() {
    return ImmutableList.copyOf(models);
  }
}
