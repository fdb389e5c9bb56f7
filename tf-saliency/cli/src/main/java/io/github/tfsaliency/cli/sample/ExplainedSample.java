package io.github.tfsaliency.cli.sample;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.FeatureGroups;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.attribution.Target;
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
    ExplainInput read = ExplainInput.read(text, model.model());
    if (read.sampleCount() != 1) {
      throw new SaliencyException(
          Message.of(
              "The file '%s' holds %s samples, but maps of one are measured.\n"
                  + "Maybe write each to a file of its own.",
              text, read.sampleCount()));
    }
    FloatNdArray values = read.values().values().asList().get(0);
    int dimensions = model.model().inputShape().numDimensions();
    FloatNdArray sample = values.rank() == dimensions ? values.get(0) : values;
    // The method does not matter for scores, but there must be one.
    Saliency saliency = model.saliency(Gradient.of(), target);
    return new ExplainedSample(
        model,
        sample,
        read.picture(),
        target,
        saliency.scoresOf(sample),
        seed,
        null,
        groups.map(file -> SampleGroups.of(file, model.model(), read.values(), ImmutableMap.of())));
  }

  public ExplainedSample withMask(ObjectMask newMask) {
    return new ExplainedSample(model, input, picture, target, scores, seed, newMask, groups);
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
