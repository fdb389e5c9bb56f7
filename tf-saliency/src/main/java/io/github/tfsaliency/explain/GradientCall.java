package io.github.tfsaliency.explain;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.ResolvedTargets;
import java.util.Optional;

/**
 * What a gradient graph is fed.
 *
 * @param batch the values of all inputs
 * @param targets what is explained of each sample
 * @param numbers what is fed beside the parameters of the rules: the contrast
 * @param reference what the explained inputs are compared with; the others keep their values
 */
public record GradientCall(
    Batch batch,
    ResolvedTargets targets,
    ImmutableMap<String, Double> numbers,
    Optional<Baseline> reference) {
  /**
   * A call without a reference.
   *
   * @param batch the values of all inputs
   * @param targets what is explained of each sample
   * @param numbers what is fed beside the parameters of the rules: the contrast
   */
  public GradientCall(Batch batch, ResolvedTargets targets, ImmutableMap<String, Double> numbers) {
    this(batch, targets, numbers, Optional.empty());
  }

  /**
   * A call for some of the samples.
   *
   * @param start the first
   * @param end the one after the last
   * @return a call for {@code end - start} samples
   */
  public GradientCall slice(int start, int end) {
    return new GradientCall(batch.slice(start, end), targets.slice(start, end), numbers, reference);
  }
}
