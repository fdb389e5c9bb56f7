package io.github.tfsaliency.cli.explain;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.LibraryVersion;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Recorder;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.FeatureGroups;
import io.github.tfsaliency.cli.common.FileNames;
import io.github.tfsaliency.cli.common.MethodSpec;
import io.github.tfsaliency.cli.common.OutputFolder;
import io.github.tfsaliency.cli.explain.Summary.Entry;
import io.github.tfsaliency.cli.explain.Summary.LayerEntry;
import io.github.tfsaliency.cli.sample.ExplainInput;
import io.github.tfsaliency.cli.sample.PixelView;
import io.github.tfsaliency.display.DisplayPage;
import io.github.tfsaliency.file.Npy;
import io.github.tfsaliency.image.Heatmap;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.inspect.Device;
import io.github.tfsaliency.inspect.LayerAttributions;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.record.ExplainedTarget;
import io.github.tfsaliency.record.ExplanationRecord;
import io.github.tfsaliency.record.InputSums;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.FloatNdArray;

/** Computes the maps of inputs and writes each with what belongs to it. */
final class Explainer {
  private final Model model;
  private final String modelName;
  private final Recorder recorder;
  private final List<String> layers;
  private final boolean fadesUncertain;
  private final MapDisplay displays;
  private final OutputFolder folder;
  private final Summary summary;
  private final PrintWriter warnings;
  private final FileNames names = new FileNames();

  /**
   * Starts with an empty folder.
   *
   * @param modelName as it was given
   * @param recorder of the model
   * @param layers at which it is written what arrives
   * @param fadesUncertain whether pictures show uncertain values paler
   * @param displays draws maps
   * @param warnings where those of maps are printed
   */
  Explainer(
      Model model,
      String modelName,
      Recorder recorder,
      List<String> layers,
      boolean fadesUncertain,
      MapDisplay displays,
      OutputFolder folder,
      Summary summary,
      PrintWriter warnings) {
    this.model = model;
    this.modelName = modelName;
    this.recorder = recorder;
    this.layers = layers;
    this.fadesUncertain = fadesUncertain;
    this.displays = displays;
    this.folder = folder;
    this.summary = summary;
    summary.computedOn(model.devices().stream().map(Device::name).toList());
    this.warnings = warnings;
  }

  /**
   * One input by one method.
   *
   * @param sums of the input's files
   * @param groups whose sums are written
   * @param probabilities of all classes, by sample; empty for a model without
   * @param key what decides the map
   */
  record Task(
      Saliency saliency,
      ExplainInput input,
      Supplier<InputSums> sums,
      MethodSpec method,
      Optional<FeatureGroups> groups,
      Optional<FloatNdArray> probabilities,
      String key) {}

  private record Written(Entry entry, ExplanationRecord record) {}

  /** Takes maps for computed that are there already. */
  boolean isThere(String key) {
    ImmutableList<String> files = summary.existing(key);
    files.forEach(names::reserve);
    return !files.isEmpty();
  }

  /** Computes and writes. */
  ImmutableList<Entry> explain(Task task) {
    boolean mapsInputs = task.method().method().mapsInputs();
    ImmutableMap<String, Attribution> maps =
        mapsInputs || layers.isEmpty()
            ? task.saliency().compute(task.input().values())
            : ImmutableMap.of();
    Optional<LayerAttributions> arrived =
        layers.isEmpty()
            ? Optional.empty()
            : Optional.of(
                task.saliency().layers(task.input().values(), layers.toArray(String[]::new)));
    List<LayerEntry> atLayers = arrived.map(values -> write(task, values)).orElse(List.of());
    if (maps.isEmpty() && arrived.isPresent()) {
      Entry entry = write(task, arrived.get(), atLayers);
      summary.add(entry);
      return ImmutableList.of(entry);
    }
    @Nullable String layer = task.saliency().layer().orElse(null);
    ImmutableList.Builder<Written> files = ImmutableList.builder();
    @Nullable Map<String, List<Double>> sums = task.groups().map(of -> sums(of, maps)).orElse(null);
    maps.forEach((name, map) -> files.add(write(task, name, map, sums, layer, atLayers)));
    warn(task, maps);
    ImmutableList<Written> written = files.build();
    written.forEach(map -> summary.add(map.entry(), map.record()));
    return written.stream().map(Written::entry).collect(toImmutableList());
  }

  /** Of all inputs together. */
  private static Map<String, List<Double>> sums(
      FeatureGroups groups, Map<String, Attribution> maps) {
    Map<String, List<Double>> sums = new LinkedHashMap<>();
    groups.sums(maps).forEach((name, ofSamples) -> sums.put(name, ofSamples.asList()));
    return sums;
  }

  /** Each text once, whatever the number of maps. */
  private void warn(Task task, Map<String, Attribution> maps) {
    maps.values().stream()
        .flatMap(map -> map.warnings().stream())
        .distinct()
        .forEach(
            warning ->
                warnings.print(
                    Message.of(
                        "Warning: %s by %s: %s%n",
                        task.input().text(),
                        task.method(),
                        Message.part(warning.replace('\n', ' ')))));
    warnings.flush();
  }

  private List<LayerEntry> write(Task task, LayerAttributions arrived) {
    List<LayerEntry> results = new ArrayList<>();
    for (String layer : layers) {
      FloatNdArray values = arrived.at(layer);
      String npy = names.unique(task.input().file(""), task.method().text() + "." + layer) + ".npy";
      Npy.write(folder.file(npy), values);
      results.add(new LayerEntry(layer, requireNonNull(arrived.sums().get(layer)).asList(), npy));
    }
    return results;
  }

  private Written write(
      Task task,
      String of,
      Attribution map,
      @Nullable Map<String, List<Double>> sums,
      @Nullable String layer,
      List<LayerEntry> atLayers) {
    ExplainInput input = task.input();
    String name = names.unique(input.file(of), input.part(of) + task.method().text());
    String npy = name + ".npy";
    Npy.write(folder.file(npy), map.values());
    String standardError = null;
    if (map.standardErrors().isPresent()) {
      standardError = names.beside(name, "error") + ".npy";
      Npy.write(folder.file(standardError), map.standardErrors().get());
    }
    String png = name + ".png";
    String html = name + ".html";
    DisplayPage page = displays.write(input, of, map, folder.file(html));
    Picture picture = input.picture(of);
    if (picture == null || displays.isChosen()) {
      page.writePng(folder.file(png));
    } else {
      Heatmap heatmap = Heatmap.of(map).withSuitedStyle();
      (fadesUncertain ? heatmap.withUncertaintyFaded() : heatmap)
          .overlay(picture)
          .writePng(folder.file(png));
    }
    ExplanationRecord record =
        recorder.record(task.saliency(), task.sums().get(), map, task.probabilities(), of, npy);
    List<ExplainedTarget> targets = record.targets();
    Entry entry =
        new Entry(
            input.text(),
            of,
            record.method(),
            targets.stream().map(ExplainedTarget::index).toList(),
            model.labels().isEmpty() ? null : each(targets, target -> target.label().orElse(null)),
            targets.stream().map(ExplainedTarget::score).toList(),
            task.probabilities().isEmpty()
                ? null
                : each(targets, target -> orNull(target.probability())),
            map.gaps().map(ImmutableDoubleArray::asList).orElse(null),
            map.samplesDrawn().map(ImmutableLongArray::asList).orElse(null),
            sums,
            map.warnings(),
            layer,
            npy,
            standardError,
            png,
            html,
            atLayers,
            modelName,
            LibraryVersion.get(),
            task.key());
    return new Written(entry, record);
  }

  private static <T extends @Nullable Object> List<T> each(
      List<ExplainedTarget> targets, Function<ExplainedTarget, T> what) {
    List<T> all = new ArrayList<>();
    targets.forEach(target -> all.add(what.apply(target)));
    return all;
  }

  private static @Nullable Double orNull(OptionalDouble number) {
    return number.isPresent() ? number.getAsDouble() : null;
  }

  /** Of a method that maps layers alone. */
  private Entry write(Task task, LayerAttributions maps, List<LayerEntry> atLayers) {
    return new Entry(
        task.input().text(),
        model.inputNames().get(0),
        task.method().text(),
        maps.targets().asList(),
        labels(maps.targets()),
        maps.scores().asList(),
        task.probabilities().map(all -> ofTargets(all, maps.targets())).orElse(null),
        null,
        null,
        null,
        List.of(),
        null,
        null,
        null,
        null,
        null,
        atLayers,
        modelName,
        LibraryVersion.get(),
        task.key());
  }

  private @Nullable List<@Nullable String> labels(ImmutableLongArray targets) {
    if (model.labels().isEmpty()) {
      return null;
    }
    List<@Nullable String> labels = new ArrayList<>();
    targets.forEach(target -> labels.add(model.label(target).orElse(null)));
    return labels;
  }

  /** A target is an index into the output of a sample. */
  private static List<@Nullable Double> ofTargets(
      FloatNdArray probabilities, ImmutableLongArray targets) {
    float[] all = PixelView.floats(probabilities);
    int samples = targets.length();
    int each = all.length / samples;
    List<@Nullable Double> ofTargets = new ArrayList<>();
    for (int i = 0; i < samples; i++) {
      long target = targets.get(i);
      ofTargets.add(target >= 0 && target < each ? (double) all[i * each + (int) target] : null);
    }
    return ofTargets;
  }
}
