package io.github.tfsaliency;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableMap.toImmutableMap;
import static io.github.tfsaliency.message.Checks.checkState;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import com.google.common.primitives.Longs;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.engine.ChunkedPasses;
import io.github.tfsaliency.file.GroupsFile;
import io.github.tfsaliency.graph.files.ModelFiles;
import io.github.tfsaliency.graph.savedmodel.FixedInput;
import io.github.tfsaliency.graph.savedmodel.ModelSelection;
import io.github.tfsaliency.record.Circumstances;
import io.github.tfsaliency.record.ExplainedTarget;
import io.github.tfsaliency.record.ExplanationRecord;
import io.github.tfsaliency.record.InputSums;
import io.github.tfsaliency.record.ModelChoices;
import io.github.tfsaliency.record.ModelSums;
import io.github.tfsaliency.record.Sha256;
import io.github.tfsaliency.spec.MethodSpecs;
import io.github.tfsaliency.spec.SpecFiles;
import io.github.tfsaliency.spec.TargetSpecs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.tensorflow.TensorFlow;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * Makes records of explanations of one model. The checksums of the model's files are computed once,
 * when the recorder is made. The checksums of files that methods and targets name are computed once
 * for each name.
 *
 * <p>Many threads may use it at the same time.
 *
 * @since 0.1.0
 */
public final class Recorder {
  private static final String LIBRARY = "tf-saliency";

  private final Model model;
  private final ModelSums sums;
  private final ModelChoices choices;
  private final ImmutableMap<String, String> groupFiles;
  private final Map<String, ImmutableMap<String, String>> filesOfTexts = new ConcurrentHashMap<>();

  private Recorder(
      Model model, ModelSums sums, ModelChoices choices, ImmutableMap<String, String> groupFiles) {
    this.model = model;
    this.sums = sums;
    this.choices = choices;
    this.groupFiles = groupFiles;
  }

  /**
   * Reads the files of a model. For labels given in Java, a record has the checksum of a file with
   * one label per line. For arrays that inputs were set to, it has the checksums of their {@code
   * .npy} files, as this library writes them.
   *
   * @param model the loaded model
   * @return a recorder
   * @throws IllegalStateException if the model differs from its files: it was made by {@link
   *     Model#randomized} or loaded by {@link ModelLoader#reencodedAs}
   * @throws SaliencyException if a file cannot be read
   */
  public static Recorder of(Model model) {
    ModelOrigin origin = model.origin();
    checkState(
        !origin.isShuffled() && origin.reencoding().isEmpty(),
        "The model '%s' was changed after it was loaded, so no record can identify it.\n"
            + "Maybe record explanations of the unchanged model from its folder.",
        model.directory());
    return new Recorder(
        model,
        ModelSums.of(ModelFiles.of(origin.chosen().folder())),
        choices(model, origin),
        ImmutableMap.of());
  }

  private static ModelChoices choices(Model model, ModelOrigin origin) {
    ModelSelection chosen = origin.chosen();
    ImmutableSortedMap.Builder<String, String> texts = ImmutableSortedMap.naturalOrder();
    ImmutableSortedMap.Builder<String, String> arrays = ImmutableSortedMap.naturalOrder();
    chosen
        .fixed()
        .forEach(
            (name, value) -> {
              if (value instanceof FixedInput.Text text) {
                texts.put(name, text.text());
              } else if (value instanceof FixedInput.Numbers numbers) {
                arrays.put(name, Sha256.ofNpy(array(numbers)));
              }
            });
    return new ModelChoices(
        model.signature(),
        chosen.tags(),
        chosen.input(),
        chosen.output(),
        model.explainedTensor(),
        chosen.probability(),
        texts.buildOrThrow(),
        arrays.buildOrThrow(),
        origin.encoding(),
        origin
            .labels()
            .map(
                labels ->
                    Sha256.of(
                        labels.stream()
                            .map(label -> label + "\n")
                            .reduce("", String::concat)
                            .getBytes(StandardCharsets.UTF_8))));
  }

  private static FloatNdArray array(FixedInput.Numbers numbers) {
    float[] values = new float[numbers.values().length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) numbers.values().get(i);
    }
    return NdArrays.wrap(
        Shape.of(Longs.toArray(numbers.sizes())), DataBuffers.of(values, true, false));
  }

  /**
   * Sets the file of the labels that the loader was given.
   *
   * @param sha256 the file's checksum
   * @return a new recorder
   */
  public Recorder withLabelsFile(String sha256) {
    return with(choices.setFiles(), Optional.of(sha256));
  }

  /**
   * Sets the files of the arrays that inputs were set to.
   *
   * @param sha256 the files' checksums, by the name of the input; those of other inputs do not
   *     change
   * @return a new recorder
   */
  public Recorder withSetFiles(Map<String, String> sha256) {
    Map<String, String> all = new LinkedHashMap<>(choices.setFiles());
    all.putAll(sha256);
    return with(ImmutableSortedMap.copyOf(all), choices.labels());
  }

  /**
   * Sets the files of the groups of features, if there are groups.
   *
   * @param sha256 the checksums of the file of groups and of its masks, by the names of {@link
   *     GroupsFile#files}
   * @return a new recorder
   */
  public Recorder withGroupsFiles(Map<String, String> sha256) {
    return new Recorder(model, sums, choices, ImmutableMap.copyOf(sha256));
  }

  private Recorder with(ImmutableSortedMap<String, String> setFiles, Optional<String> labels) {
    return new Recorder(
        model,
        sums,
        new ModelChoices(
            choices.signature(),
            choices.tags(),
            choices.input(),
            choices.output(),
            choices.explained(),
            choices.probability(),
            choices.set(),
            setFiles,
            choices.encoding(),
            labels),
        groupFiles);
  }

  /**
   * Makes a record of a map.
   *
   * @param saliency the explanation that computed the map
   * @param input the explained input
   * @param map of one sample or several
   * @param probabilities {@code [N, classes]} of the model for this input, as {@link
   *     Model#probabilities} gives them; empty for a model without probabilities
   * @param of the name of the model's input that the map belongs to
   * @param file the name of the map's {@code .npy} file; empty if it is not written
   * @return the record
   * @throws IllegalStateException if no method was chosen, or features are grouped and {@link
   *     #withGroupsFiles} was not called
   * @throws SaliencyException if a file that the method or a target names cannot be read
   */
  public ExplanationRecord record(
      Saliency saliency,
      InputSums input,
      Attribution map,
      Optional<FloatNdArray> probabilities,
      String of,
      String file) {
    Choices chosen = saliency.choices;
    Circumstances now = circumstances(model);
    String method = MethodSpecs.print(chosen.method());
    ImmutableList<String> asked =
        chosen.target().all().stream().map(TargetSpecs::print).collect(toImmutableList());
    checkState(
        chosen.groups().isEmpty() || groupFiles.containsKey(GroupsFile.NAME),
        "A record names groups of features by their file, and no file is known.\n"
            + "Maybe set it with Recorder.withGroupsFiles.");
    Map<String, String> files = new LinkedHashMap<>(filesOf(method, true));
    files.putAll(chosen.groups().isPresent() ? groupFiles : ImmutableMap.of());
    asked.stream().distinct().forEach(target -> files.putAll(filesOf(target, false)));
    return new ExplanationRecord(
        new Circumstances(
            now.library(),
            now.versions(),
            now.intraOpThreads(),
            now.interOpThreads(),
            now.oneDnn(),
            map.sampleCount(),
            chosen.running().memory().orElse(now.memory())),
        sums,
        choices,
        input,
        ExplainedTarget.all(asked, map, probabilities),
        method,
        MethodSpecs.seed(chosen.method()),
        chosen.sumsEmbedding(),
        ImmutableMap.copyOf(files),
        map.warnings(),
        new ExplanationRecord.MapSum(of, Sha256.ofNpy(map), file));
  }

  /**
   * Describes the machine and software that compute the maps of a model, one sample at a time.
   *
   * @param model the explained model
   * @return the circumstances in this process
   */
  public static Circumstances circumstances(Model model) {
    SessionOptions session = requireNonNull(model, "model").origin().session();
    return new Circumstances(
        LIBRARY,
        ImmutableMap.of(
            LIBRARY,
            LibraryVersion.get(),
            "TensorFlow",
            TensorFlow.version(),
            "Java",
            System.getProperty("java.version")),
        session.intraOpThreadsAsked(),
        session.interOpThreadsAsked(),
        oneDnn(),
        1,
        ChunkedPasses.memoryOf(model.engine()));
  }

  /** As TensorFlow reads it; what it cannot read is as if it were not there. */
  private static Optional<Boolean> oneDnn() {
    String asked = System.getenv("TF_ENABLE_ONEDNN_OPTS");
    if (asked == null) {
      return Optional.empty();
    }
    return switch (asked) {
      case "1", "true" -> Optional.of(true);
      case "0", "false" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private ImmutableMap<String, String> filesOf(String text, boolean isMethod) {
    return filesOfTexts.computeIfAbsent(
        (isMethod ? "method " : "target ") + text,
        key -> {
          Map<String, Path> named = new LinkedHashMap<>();
          SpecFiles noting =
              name -> {
                Path file = Path.of(name);
                named.put(name, file);
                return file;
              };
          try {
            var unused =
                isMethod ? MethodSpecs.parse(text, noting) : TargetSpecs.parse(text, noting);
          } catch (IllegalArgumentException e) {
            // What was given in Java has no text that can be read, and names no file.
          }
          return Maps.transformValues(named, Sha256::of).entrySet().stream()
              .collect(toImmutableMap(Map.Entry::getKey, Map.Entry::getValue));
        });
  }
}
