package io.github.tfsaliency.cli.verify;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Recorder;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.FeatureGroups;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.cli.common.Failures;
import io.github.tfsaliency.cli.sample.ExplainInput;
import io.github.tfsaliency.cli.sample.SampleGroups;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.file.GroupsFile;
import io.github.tfsaliency.image.PixelEncoding;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.record.ExplainedTarget;
import io.github.tfsaliency.record.ExplanationRecord;
import io.github.tfsaliency.spec.MethodSpecs;
import io.github.tfsaliency.spec.SpecFiles;
import io.github.tfsaliency.spec.TargetSpecs;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Computes an entry of a record again and compares.
 *
 * @param models the user's model, loaded as entries say
 * @param files where files of a sum may be
 * @param bounds what the user allows a computation
 */
record EntryCheck(RecordedModels models, KnownFiles files, UnaryOperator<Saliency> bounds) {
  /** What explain takes by default at most, so that no record asks for more. */
  private static final long MOST_MEMORY = 1L << 29;

  /**
   * What could not be done.
   *
   * <p>It ends the check of an entry, as the rest depends on it.
   */
  private static final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StoppedException(Throwable cause) {
      super(cause);
    }
  }

  /**
   * Adds what differs and what agrees.
   *
   * @param text of the input, for messages
   * @param inputs by the name of the input, with the sums of the entry
   */
  void check(
      ExplanationRecord entry, String text, ImmutableMap<String, Path> inputs, Findings findings) {
    try {
      checkAll(entry, text, inputs, findings);
    } catch (StoppedException e) {
      // It is among the findings.
    }
  }

  private void checkAll(
      ExplanationRecord entry, String text, ImmutableMap<String, Path> inputs, Findings findings) {
    Subject ofModel = findings.has(Subject.WEIGHTS) ? Subject.WEIGHTS : Subject.MODEL;
    Model model =
        tried(
            ofModel,
            "it cannot be loaded as the record says",
            findings,
            () -> models.load(entry.choices(), entry.input(), inputs));
    OtherCircumstances.between(Recorder.circumstances(model), entry.circumstances())
        .ifPresent(findings::notes);
    if (!model.explainedTensor().equals(entry.choices().explained())) {
      findings.differs(
          Subject.MODEL,
          Message.of(
              "the tensor that is explained is '%s' now, '%s' in the record",
              model.explainedTensor(), entry.choices().explained()));
    }
    if (entry.choices().labels().isPresent() && models.labels(entry.choices()).isEmpty()) {
      findings.differs(
          Subject.LABEL,
          Message.of(
              "the file of labels with the SHA-256 %s was not found, which --file can name",
              entry.choices().labels().get()));
    }
    ExplainInput input = input(entry, text, inputs, model, findings);
    AttributionMethod method = method(entry, findings);
    Target target = target(entry, input, findings);
    Saliency saliency = saliency(entry, model, method, target);
    Optional<FeatureGroups> groups = groups(entry, model, input, findings);
    saliency = groups.map(saliency::groups).orElse(saliency);
    ImmutableMap<String, Attribution> maps = maps(saliency, input, findings);
    Attribution map = maps.get(entry.map().of());
    if (map == null) {
      findings.differs(
          Subject.MAP,
          Message.of(
              "the model gives maps of %s, but that of the record is of '%s'",
              maps.keySet(), entry.map().of()));
      return;
    }
    ImmutableList<ExplainedTarget> targets =
        tried(
            Subject.PROBABILITY,
            "it cannot be computed",
            findings,
            () ->
                ExplainedTarget.all(
                    entry.targets().stream().map(ExplainedTarget::asked).toList(),
                    map,
                    model.probabilities(input.values())));
    new TargetComparison(targets, entry.targets()).compare(findings);
    new MapComparison(map, files).compare(entry, findings);
  }

  private static <T> T tried(
      Subject subject, String what, Findings findings, Supplier<T> computation) {
    try {
      return computation.get();
    } catch (RuntimeException | OutOfMemoryError e) {
      findings.differs(
          subject, Message.of("%s: %s", Message.part(what), Message.part(Failures.sentence(e))));
      throw new StoppedException(e);
    }
  }

  private ExplainInput input(
      ExplanationRecord entry,
      String text,
      ImmutableMap<String, Path> inputs,
      Model model,
      Findings findings) {
    Optional<PixelEncoding> recorded = entry.input().preprocessing();
    ExplainInput input =
        tried(
            Subject.INPUT,
            "it cannot be read as the record says",
            findings,
            () ->
                ExplainInput.read(
                    text, inputs, entry.input(), model, models.reading(entry.input())));
    if (recorded.isPresent() && !recorded.equals(model.encoding())) {
      findings.differs(
          Subject.INPUT,
          Message.of(
              "the preprocessing is %s now, %s in the record",
              model.encoding().map(PixelEncoding::toJson).orElse("none"), recorded.get().toJson()));
    }
    findings.agrees(Subject.INPUT);
    return input;
  }

  private AttributionMethod method(ExplanationRecord entry, Findings findings) {
    SpecFiles named = files.named(entry.files());
    AttributionMethod method =
        tried(
            Subject.METHOD,
            "it cannot be read",
            findings,
            () -> MethodSpecs.parse(entry.method(), named));
    String printed = MethodSpecs.print(method);
    if (!printed.equals(entry.method())) {
      findings.differs(
          Subject.METHOD,
          Message.of("it is printed as '%s' now, '%s' in the record", printed, entry.method()));
    }
    OptionalLong seed = MethodSpecs.seed(method);
    if (!seed.equals(entry.seed())) {
      findings.differs(
          Subject.METHOD,
          Message.of("the seed is %s now, %s in the record", text(seed), text(entry.seed())));
    }
    findings.agrees(Subject.METHOD);
    return method;
  }

  /** Files of groups and of masks are known by their sums. */
  private Optional<FeatureGroups> groups(
      ExplanationRecord entry, Model model, ExplainInput input, Findings findings) {
    if (!entry.files().containsKey(GroupsFile.NAME)) {
      return Optional.empty();
    }
    SpecFiles named = files.named(entry.files());
    return Optional.of(
        tried(
            Subject.METHOD,
            "its groups of features cannot be read",
            findings,
            () ->
                SampleGroups.of(
                    GroupsFile.read(named.find(GroupsFile.NAME), named::find),
                    model,
                    input.values(),
                    SampleGroups.columns(input.views(0)))));
  }

  private static String text(OptionalLong seed) {
    return seed.isPresent() ? Long.toString(seed.getAsLong()) : "none";
  }

  private Target target(ExplanationRecord entry, ExplainInput input, Findings findings) {
    SpecFiles named = files.named(entry.files());
    if (entry.targets().size() != input.sampleCount()) {
      findings.differs(
          Subject.TARGET,
          Message.of(
              "there are %s samples now, %s targets in the record",
              input.sampleCount(), entry.targets().size()));
      throw new StoppedException(new IllegalArgumentException());
    }
    return tried(
        Subject.TARGET,
        "it cannot be read",
        findings,
        () ->
            Target.perSample(
                entry.targets().stream()
                    .map(target -> TargetSpecs.parse(target.asked(), named))
                    .collect(toImmutableList())));
  }

  private Saliency saliency(
      ExplanationRecord entry, Model model, AttributionMethod method, Target target) {
    long memory = Math.min(entry.circumstances().memory(), MOST_MEMORY);
    Saliency saliency = Saliency.of(model).method(method).target(target).memory(memory);
    return bounds.apply(entry.sumsEmbedding() ? saliency.sumEmbedding() : saliency);
  }

  /** What cannot be computed is the fault of the target, the method or both. */
  private static ImmutableMap<String, Attribution> maps(
      Saliency saliency, ExplainInput input, Findings findings) {
    try {
      return saliency.compute(input.values());
    } catch (RuntimeException | OutOfMemoryError e) {
      Saliency simple = saliency.method(Gradient.of());
      boolean isTarget = fails(simple, input) && !fails(simple.target(Target.top()), input);
      boolean isMethod = !isTarget && !fails(simple, input);
      findings.differs(
          isTarget ? Subject.TARGET : isMethod ? Subject.METHOD : Subject.MAP,
          Message.of("the map cannot be computed: %s", Message.part(Failures.sentence(e))));
      throw new StoppedException(e);
    }
  }

  private static boolean fails(Saliency saliency, ExplainInput input) {
    try {
      var unused = saliency.compute(input.values());
      return false;
    } catch (RuntimeException | OutOfMemoryError e) {
      return true;
    }
  }
}
