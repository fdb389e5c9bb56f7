package io.github.tfsaliency.cli.versions;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Prediction;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.cli.common.Losses;
import io.github.tfsaliency.cli.common.MethodSpec;
import io.github.tfsaliency.cli.common.Progress;
import io.github.tfsaliency.cli.sample.ExplainedMap;
import io.github.tfsaliency.cli.sample.ExplainedModel;
import io.github.tfsaliency.cli.sample.ExplainedSample;
import io.github.tfsaliency.cli.sample.PixelView;
import io.github.tfsaliency.file.GroupsFile;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.message.NearestNames;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.spec.TargetSpecs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.ndarray.FloatNdArray;

/** Explains each input by both models, and compares. */
public final class VersionsRun {
  private static final CharMatcher DIGITS = CharMatcher.inRange('0', '9');

  private final ExplainedModel old;
  private final ExplainedModel current;
  private final Asked asked;
  private final Progress progress;
  private final Losses losses;
  private final List<VersionsReport.Failure> failures = new ArrayList<>();

  /**
   * What is asked of each input.
   *
   * @param methods by their specifications
   * @param target of the old model; the new one explains the class of the same name
   * @param seed of intervals
   * @param groups features that are hidden as a whole
   */
  public record Asked(
      ImmutableList<MethodSpec> methods, Target target, long seed, Optional<GroupsFile> groups) {}

  /** Compares an old version with a new one; both are closed by their owner. */
  public VersionsRun(
      ExplainedModel old, ExplainedModel current, Asked asked, Progress progress, Losses losses) {
    this.old = old;
    this.current = current;
    this.asked = asked;
    this.progress = progress;
    this.losses = losses;
  }

  /**
   * Compares the maps of all inputs.
   *
   * @throws SaliencyException if there are no two maps of any input
   */
  public VersionsReport compare(List<String> files) {
    List<ChangedInput> inputs = new ArrayList<>();
    for (String file : files) {
      progress.step(file);
      try {
        inputs.add(compare(file));
      } catch (RuntimeException | OutOfMemoryError e) {
        failures.add(new VersionsReport.Failure(file, "", losses.add(file, e)));
      }
    }
    if (inputs.isEmpty()) {
      throw new SaliencyException(
          Message.of("There is no pair of maps for any of the %s inputs.", files.size()));
    }
    inputs.sort(
        Comparator.comparingDouble(ChangedInput::change)
            .thenComparingDouble(input -> Math.abs(input.scoreChange()))
            .reversed());
    return new VersionsReport(
        directory(old),
        directory(current),
        asked,
        ImmutableList.copyOf(inputs),
        ImmutableList.copyOf(failures));
  }

  private static Path directory(ExplainedModel model) {
    return model.model().directory();
  }

  private ChangedInput compare(String file) {
    ExplainedSample before =
        ExplainedSample.read(file, old, asked.target(), asked.seed(), asked.groups());
    Attribution first = before.saliency(Gradient.of()).compute(before.input());
    ExplainedSample after =
        ExplainedSample.read(file, current, sameTarget(first), asked.seed(), asked.groups());
    CommonView.requireSameInput(before, after);
    Attribution second = after.saliency(Gradient.of()).compute(after.input());
    ImmutableList.Builder<ChangedMap> maps = ImmutableList.builder();
    int count = 0;
    for (MethodSpec method : asked.methods()) {
      progress.within(Path.of(file).getFileName() + " " + method, count++, asked.methods().size());
      try {
        maps.add(ChangedMap.of(method.text(), map(before, method), map(after, method)));
      } catch (RuntimeException e) {
        failures.add(
            new VersionsReport.Failure(file, method.text(), losses.add(file + ", " + method, e)));
      }
    }
    ImmutableList<ChangedMap> changed = maps.build();
    if (changed.isEmpty()) {
      throw new SaliencyException(Message.of("No method gave a map of '%s' by both models.", file));
    }
    return new ChangedInput(
        file,
        old.targetName(first, asked.target()),
        first.target(),
        second.target(),
        first.score(),
        second.score(),
        probability(before, first.target()),
        probability(after, second.target()),
        top(before),
        top(after),
        changed);
  }

  private static ExplainedMap map(ExplainedSample sample, MethodSpec method) {
    return new ExplainedMap(
        sample, method.method(), sample.saliency(method.method()).compute(sample.input()));
  }

  /** The same class by its name, or by its number where a model has no names. */
  private Target sameTarget(Attribution map) {
    String text = TargetSpecs.print(asked.target());
    boolean byNumber = text.equals("top") || DIGITS.matchesAllOf(text);
    if (!byNumber || map.target() < 0) {
      return asked.target();
    }
    List<String> labels = current.model().labels();
    Optional<String> label = map.label();
    int place = Math.toIntExact(map.target());
    if (label.isEmpty()
        || labels.isEmpty()
        || (place < labels.size() && labels.get(place).equals(label.get()))) {
      return Target.classIndex(place);
    }
    int renumbered = labels.indexOf(label.get());
    if (renumbered < 0) {
      throw new SaliencyException(
          Message.of(
              "The old model explains the class '%s', which the new one does not have.\n"
                  + "Maybe choose a class of both with --target; near names of the new one: %s.",
              label.get(), NearestNames.of(label.get(), labels)));
    }
    return Target.classIndex(renumbered);
  }

  private static Optional<Double> probability(ExplainedSample sample, long target) {
    Model model = sample.model().model();
    Optional<FloatNdArray> all =
        model.probabilities(Map.of(model.inputNames().get(0), sample.input()));
    if (all.isEmpty() || target < 0) {
      return Optional.empty();
    }
    float[] values = PixelView.floats(all.get());
    return target < values.length
        ? Optional.of((double) values[Math.toIntExact(target)])
        : Optional.empty();
  }

  private static Optional<Prediction> top(ExplainedSample sample) {
    try {
      return sample.model().model().top(sample.input(), 1).stream().findFirst();
    } catch (UnsupportedModelException e) {
      return Optional.empty();
    }
  }
}
