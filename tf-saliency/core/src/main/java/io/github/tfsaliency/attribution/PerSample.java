package io.github.tfsaliency.attribution;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.function.Supplier;

/** One target for each sample of a batch. */
final class PerSample extends Target {
  private final ImmutableList<Target> targets;

  private PerSample(ImmutableList<Target> targets) {
    this.targets = targets;
  }

  static PerSample of(List<Target> targets) {
    checkArgument(!targets.isEmpty(), "A target for each sample needs at least one target.");
    for (Target target : targets) {
      checkArgument(
          !(target instanceof PerSample), "A target for one sample cannot itself be per sample.");
    }
    return new PerSample(ImmutableList.copyOf(targets));
  }

  @Override
  public ImmutableList<Target> ofSamples(int sampleCount) {
    checkArgument(
        targets.size() == sampleCount,
        "There are %s targets for %s samples.\nMaybe give one target for all, or one a sample.",
        targets.size(),
        sampleCount);
    return targets;
  }

  @Override
  public ImmutableList<Target> all() {
    return targets;
  }

  @Override
  long index(ImmutableList<String> labels, Supplier<Outputs> outputs) {
    throw new AssertionError("resolved by its parts");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PerSample that && that.targets.equals(targets);
  }

  @Override
  public int hashCode() {
    return targets.hashCode();
  }

  @Override
  public String toString() {
    return targets.toString();
  }
}
