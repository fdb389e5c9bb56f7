package io.github.tfsaliency.cli.explain;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.FeatureGroups;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.cli.common.DisplayOptions;
import io.github.tfsaliency.cli.common.Losses;
import io.github.tfsaliency.cli.common.MapKey;
import io.github.tfsaliency.cli.common.MemoryOption;
import io.github.tfsaliency.cli.common.MethodSpec;
import io.github.tfsaliency.cli.common.ModelOptions;
import io.github.tfsaliency.cli.common.OutputFolder;
import io.github.tfsaliency.cli.common.Progress;
import io.github.tfsaliency.cli.common.TalkOptions;
import io.github.tfsaliency.cli.common.TimeoutOption;
import io.github.tfsaliency.cli.input.Reading;
import io.github.tfsaliency.cli.sample.ExplainInput;
import io.github.tfsaliency.cli.sample.SampleGroups;
import io.github.tfsaliency.cli.sample.TextMaps;
import io.github.tfsaliency.file.GroupsFile;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.record.InputSums;
import io.github.tfsaliency.record.Sha256;
import io.github.tfsaliency.spec.TargetSpecs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.tensorflow.ndarray.FloatNdArray;

/** Computes the maps of one input after another and writes them; what is lost is named. */
public final class MapRun {
  private final Model model;
  private final Asked asked;
  private final RunOptions options;
  private final Summary summary;
  private final FinishedMaps finished;
  private final Explainer explainer;
  private final Reading reading;
  private final String optionsKey;

  /**
   * What is asked of every input.
   *
   * @param methods each gives a map
   * @param layers at which it is written what arrives
   * @param sumsEmbedding whether maps of embedded ids are summed over their numbers
   * @param groups features that are hidden as a whole, and summed
   * @param fadesUncertain whether pictures show uncertain values paler
   * @param displays how maps are drawn
   * @param skipsExisting whether only what has no map yet is computed
   */
  record Asked(
      List<MethodSpec> methods,
      List<String> layers,
      boolean sumsEmbedding,
      Optional<GroupsFile> groups,
      boolean fadesUncertain,
      DisplayOptions displays,
      boolean skipsExisting) {}

  /** Options of commands that compute maps. */
  public record RunOptions(
      ModelOptions model,
      TalkOptions talk,
      Losses losses,
      MemoryOption memory,
      TimeoutOption timeout) {}

  MapRun(
      Model loaded,
      Asked asked,
      RunOptions options,
      OutputFolder folder,
      Summary summary,
      FinishedMaps finished) {
    model = loaded;
    this.asked = asked;
    this.options = options;
    this.summary = summary;
    this.finished = finished;
    reading = options.model().reading();
    TextMaps.notes(loaded).forEach(options.talk()::note);
    explainer =
        new Explainer(
            loaded,
            options.model().directory().toString(),
            asked.groups().isPresent()
                ? options
                    .model()
                    .recorder(loaded)
                    .withGroupsFiles(
                        ImmutableMap.copyOf(Maps.transformValues(files(asked), Sha256::of)))
                : options.model().recorder(loaded),
            asked.layers(),
            asked.fadesUncertain(),
            new MapDisplay(asked.displays()),
            folder,
            summary,
            options.talk().warnings());
    optionsKey =
        options
            .model()
            .decidesWith(MapKey.start())
            // A target may be a label.
            .text(loaded.labels().toString())
            .specs(asked.layers())
            .text(Boolean.toString(asked.sumsEmbedding()))
            // Without the option keys are those of earlier versions.
            .specs(asked.fadesUncertain() ? List.of("fade-uncertain") : List.of())
            .specs(asked.displays().texts())
            .files(files(asked).values().asList())
            .finish();
  }

  /**
   * Maps by one method, as {@code explain} writes them.
   *
   * @param out the folder's place; its summary keeps the maps of earlier runs
   */
  public static MapRun of(
      Model loaded, MethodSpec method, RunOptions options, OutputFolder folder, Path out) {
    Summary summary = Summary.of(out);
    return new MapRun(
        loaded,
        new Asked(
            ImmutableList.of(method),
            ImmutableList.of(),
            false,
            Optional.empty(),
            false,
            new DisplayOptions(),
            false),
        options,
        folder,
        summary,
        new FinishedMaps(folder, summary));
  }

  /**
   * Computes the maps of one input.
   *
   * @param targets what is explained of so many samples
   * @throws IOException if finished maps cannot be brought to their place
   */
  public void explain(String file, IntFunction<Target> targets, Progress progress)
      throws IOException {
    Losses losses = options.losses();
    ExplainInput input;
    Optional<FeatureGroups> groups;
    try {
      input = ExplainInput.read(file, model, reading);
      groups = groups(input);
    } catch (RuntimeException | OutOfMemoryError e) {
      losses.add(file, e);
      asked.methods().forEach(method -> progress.step(file));
      // Where each sample has a target of its own, arrays have been read already.
      var unused = targets.apply(1);
      return;
    }
    input.notes().forEach(options.talk()::note);
    Target target = targets.apply(input.sampleCount());
    MapKey ofInput = MapKey.start().text(optionsKey).text(input.text()).specs(texts(target));
    input.files().forEach((name, path) -> ofInput.text(name).file(path));
    String inputKey = ofInput.finish();
    Supplier<Optional<FloatNdArray>> probabilities =
        Suppliers.memoize(() -> model.probabilities(input.values()));
    Supplier<InputSums> sums = Suppliers.memoize(() -> input.sums(model));
    for (MethodSpec method : asked.methods()) {
      String what = file + " " + method;
      progress.step(what);
      String key = MapKey.start().text(inputKey).specs(ImmutableList.of(method.text())).finish();
      if (asked.skipsExisting() && explainer.isThere(key)) {
        continue;
      }
      Saliency saliency =
          grouped(saliency(method, target), groups)
              .progress((done, total) -> progress.within(what, done, total));
      try {
        explainer
            .explain(
                new Explainer.Task(saliency, input, sums, method, groups, probabilities.get(), key))
            .forEach(this::tell);
      } catch (RuntimeException | OutOfMemoryError e) {
        losses.add(file + ", " + method, e);
      }
      if (!losses.isFailFast()) {
        finished.publishSome();
      }
    }
  }

  private void tell(Summary.Entry entry) {
    finished.add(entry);
    if (options.talk().isVerbose()) {
      options
          .talk()
          .warnings()
          .print(
              Message.of(
                  "%s by %s: targets %s, scores %s, %s%n",
                  entry.input(), entry.method(), entry.targets(), entry.scores(), entry.file()));
    }
  }

  private static List<String> texts(Target target) {
    return target.all().stream().map(TargetSpecs::print).toList();
  }

  private static ImmutableMap<String, Path> files(Asked asked) {
    return asked.groups().map(GroupsFile::files).orElse(ImmutableMap.of());
  }

  private Optional<FeatureGroups> groups(ExplainInput input) {
    return asked
        .groups()
        .map(
            file ->
                SampleGroups.of(file, model, input.values(), SampleGroups.columns(input.views(0))));
  }

  private static Saliency grouped(Saliency saliency, Optional<FeatureGroups> groups) {
    return groups.map(saliency::groups).orElse(saliency);
  }

  private Saliency saliency(MethodSpec method, Target target) {
    Saliency saliency =
        options.timeout().bound(Saliency.of(model).method(method.method()).target(target));
    saliency = asked.sumsEmbedding() ? saliency.sumEmbedding() : saliency;
    OptionalLong bytes = options.memory().bytes();
    return bytes.isPresent() ? saliency.memory(bytes.getAsLong()) : saliency;
  }

  /** How many maps were asked for in this run and are there. */
  public int size() {
    return summary.size();
  }

  /**
   * Brings all maps that are left to their place, and what lists them.
   *
   * @throws IOException if they cannot be written
   */
  public void publish() throws IOException {
    finished.publishAll();
  }
}
