package io.github.tfsaliency;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.explain.Batch;

/**
 * A target, resolved for the samples of a batch.
 *
 * @param model the explained model: the model itself, or its part up to the values that the target
 *     reads
 * @param targets the elements of its output that count
 */
record ReadTarget(Model model, ResolvedTargets targets) {
  /** The samples without the inputs that play no part. */
  Batch inputs(Batch samples) {
    ImmutableSet<String> read = ImmutableSet.copyOf(model.inputNames());
    return read.containsAll(samples.inputs().keySet())
        ? samples
        : new Batch(
            ImmutableMap.copyOf(Maps.filterKeys(samples.inputs(), read::contains)),
            samples.sampleCount(),
            samples.groups());
  }

  ReadTarget gather(int... origins) {
    return new ReadTarget(model, targets.gather(origins));
  }
}
