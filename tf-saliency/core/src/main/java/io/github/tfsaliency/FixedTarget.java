package io.github.tfsaliency;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.attribution.Target;

/**
 * A target that is part of an exported explanation.
 *
 * @param target the target of every sample
 * @param model the explained part of the model
 * @param resolved the target, resolved for one sample
 */
record FixedTarget(Target target, Model model, ResolvedTargets resolved) {
  /**
   * Reads a target without any sample.
   *
   * @throws IllegalArgumentException if each sample has its own, the top class is part of a
   *     contrast, or the target does not fit the model
   */
  static FixedTarget of(Model model, Target target) {
    checkArgument(
        target.all().equals(ImmutableList.of(target)),
        "Each sample has a different target, so an export cannot fix one.\n"
            + "Maybe give one target for all.");
    checkArgument(
        !TargetReader.isComposed(target) || !TargetReader.hasTop(target),
        "The top class differs between samples, so an export cannot fix the contrast with it.\n"
            + "Maybe name the class.");
    ReadTarget read = TargetReader.withoutSamples(model, target);
    return new FixedTarget(target, read.model(), read.targets());
  }
}
