package io.github.tfsaliency.cli.sample;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.FeatureGroups;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.cli.input.InputKind;
import io.github.tfsaliency.display.InputView;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.file.GroupsFile;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.metric.ScoreFunction;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * One input whose maps are measured.
 *
 * @param model decides about it
 * @param input in the model's units, without the batch dimension
 * @param picture the photograph that it was, or null
 * @param view what a person sees of it
 * @param target what is explained
 * @param scores of other inputs, with the target fixed at this one
 * @param seed of metrics that do not say theirs
 * @param mask where the object is, or null if nobody knows
 * @param groups features that are hidden and removed as a whole
 */
public record ExplainedSample(
    ExplainedModel model,
    FloatNdArray input,
    @Nullable Picture picture,
    InputView view,
    Target target,
    ScoreFunction scores,
    long seed,
    @Nullable ObjectMask mask,
    Optional<FeatureGroups> groups) {
  /**
   * Reads a sample.
   *
   * @throws SaliencyException if it cannot be read or holds several
   */
  public static ExplainedSample read(
      String text, ExplainedModel model, Target target, long seed, Optional<GroupsFile> groups) {
    ExplainInput read = model.read(text);
    if (read.sampleCount() != 1) {
      throw new SaliencyException(
          Message.of(
              "The file '%s' holds %s samples, but maps of one are measured.\n"
                  + "Maybe write each to a separate file.",
              text, read.sampleCount()));
    }
    return of(read, 0, model, target, seed, groups);
  }

  /**
   * Reads the rows of a table or the lines of a text, or one sample of anything else.
   *
   * @return by their names: those of rows and lines have their numbers, from 1
   * @throws SaliencyException as {@link #read}
   */
  public static ImmutableMap<String, ExplainedSample> readAll(
      String text, ExplainedModel model, Target target, long seed, Optional<GroupsFile> groups) {
    InputKind kind = InputKind.of(text);
    if (kind != InputKind.TABLE && kind != InputKind.TEXT) {
      return ImmutableMap.of(text, read(text, model, target, seed, groups));
    }
    ExplainInput read = model.read(text);
    ImmutableMap.Builder<String, ExplainedSample> samples = ImmutableMap.builder();
    for (int i = 0; i < read.sampleCount(); i++) {
      samples.put(
          read.sampleCount() == 1 ? text : text + "#" + (i + 1),
          of(read, i, model, target, seed, groups));
    }
    return samples.buildOrThrow();
  }

  private static ExplainedSample of(
      ExplainInput read,
      int place,
      ExplainedModel model,
      Target target,
      long seed,
      Optional<GroupsFile> groups) {
    FloatNdArray values = read.values().values().asList().get(0);
    int dimensions = model.model().inputShape().numDimensions();
    FloatNdArray sample = values.rank() == dimensions ? values.get(place) : values;
    // The method does not matter for scores, but there must be one.
    Saliency saliency = model.saliency(Gradient.of(), target);
    return new ExplainedSample(
        model,
        sample,
        read.picture(),
        read.view(place),
        target,
        saliency.scoresOf(sample),
        seed,
        null,
        groups.map(
            file ->
                SampleGroups.of(
                    file, model.model(), read.values(), SampleGroups.columns(read.views(place)))));
  }

  public ExplainedSample withMask(ObjectMask newMask) {
    return new ExplainedSample(model, input, picture, view, target, scores, seed, newMask, groups);
  }

  /** Explains this sample's target, its groups of features as a whole. */
  public Saliency saliency(AttributionMethod method) {
    Saliency saliency = model.saliency(method, target);
    return groups.map(saliency::groups).orElse(saliency);
  }

  public PixelView pixels() {
    Model loaded = model.model();
    return PixelView.of(input, loaded.isChannelsFirst(loaded.inputNames().get(0)));
  }
}
