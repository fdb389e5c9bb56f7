package io.github.tfsaliency.cli.sample;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.cli.common.MemoryOption;
import io.github.tfsaliency.cli.common.ModelOptions;
import io.github.tfsaliency.cli.common.TalkOptions;
import io.github.tfsaliency.cli.common.TimeoutOption;
import io.github.tfsaliency.cli.input.Reading;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.message.Shown;
import io.github.tfsaliency.spec.TargetSpecs;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A model whose maps are measured, and the same model with random weights once a metric asks for
 * it: restoring those takes longer than most maps.
 */
public final class ExplainedModel implements AutoCloseable {
  private final Model model;
  private final Reading reading;
  private final TalkOptions talk;
  private final OptionalLong memory;
  private final TimeoutOption timeout;
  private final Map<Long, Model> randomized = new HashMap<>();

  private ExplainedModel(
      Model model, Reading reading, TalkOptions talk, OptionalLong memory, TimeoutOption timeout) {
    this.model = model;
    this.reading = reading;
    this.talk = talk;
    this.memory = memory;
    this.timeout = timeout;
  }

  /**
   * Loads a model of one input; more than one is more than a metric can change.
   *
   * @param files that are to be measured
   * @param talk where it is told what was done to them
   */
  public static ExplainedModel load(
      ModelOptions options,
      List<String> files,
      TalkOptions talk,
      MemoryOption memory,
      TimeoutOption timeout) {
    return load(options.directory(), options, files, talk, memory, timeout);
  }

  /** The same of one of several folders. */
  public static ExplainedModel load(
      Path directory,
      ModelOptions options,
      List<String> files,
      TalkOptions talk,
      MemoryOption memory,
      TimeoutOption timeout) {
    Model model = options.loader(directory, files).load();
    if (model.inputNames().size() > 1) {
      String inputs = model.inputNames().toString();
      model.close();
      throw new SaliencyException(
          Message.of(
              "The model takes the inputs %s, but maps of one input are measured.\n"
                  + "Maybe choose one with --input-name, or use 'explain'.",
              inputs));
    }
    TextMaps.notes(model).forEach(talk::note);
    return new ExplainedModel(model, options.reading(), talk, memory.bytes(), timeout);
  }

  /** Reads what is to be measured, and tells what was done to it. */
  ExplainInput read(String text) {
    ExplainInput input = ExplainInput.read(text, model, reading);
    input.notes().forEach(talk::note);
    return input;
  }

  public Model model() {
    return model;
  }

  /** Explains the trained model. */
  public Saliency saliency(AttributionMethod method, Target target) {
    return saliency(model, method, target);
  }

  /** Explains the model with all weights shuffled. */
  Saliency randomized(AttributionMethod method, Target target, long seed) {
    Model random =
        randomized.computeIfAbsent(seed, key -> model.randomized(model.weightedLayers(), key));
    return saliency(random, method, target);
  }

  private Saliency saliency(Model of, AttributionMethod method, Target target) {
    Saliency saliency = timeout.bound(Saliency.of(of).method(method).target(target));
    return memory.isPresent() ? saliency.memory(memory.getAsLong()) : saliency;
  }

  /** What a map explains, as a reader would name it. */
  public String targetName(Attribution map, Target asked) {
    long target = map.target();
    if (target < 0) {
      return asked instanceof Target.ClassMean ? "pixels" : Shown.name(TargetSpecs.print(asked));
    }
    return model
        .label(target)
        .map(label -> Shown.name(label) + " (" + target + ")")
        .orElse("output " + target);
  }

  @Override
  public void close() {
    randomized.values().forEach(Model::close);
    model.close();
  }
}
