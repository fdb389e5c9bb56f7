package io.github.tfsaliency.attribution;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.function.Supplier;

/** One target for each sample of a batch. */
final class PerSample extends Target {
  private static final long serialVersionUID = 1;

  private final List<Target> targets;

  private PerSample(List<Target> targets) {
    checkArgument(!targets.isEmpty(), "A target for each sample needs at least one target.");
    for (Target target : targets) {
      checkArgument(
          !(target instanceof PerSample), "A target for one sample cannot itself be per sample.");
    }
    this.targets = List.copyOf(targets);
  }

  static PerSample of(List<Target> targets) {
    return new PerSample(targets);
  }

  @Override
  public ImmutableList<Target> ofSamples(int sampleCount) {
    checkArgument(
        targets.size() == sampleCount,
        "There are %s targets for %s samples.\n"
            + "Maybe give one target for all, or one for each sample.",
        targets.size(),
        sampleCount);
    return ImmutableList.copyOf(targets);
  }

  @Override
  public ImmutableList<Target> all() {
    return ImmutableList.copyOf(targets);
  }

  @Override
  long index(ImmutableList<String> labels, Supplier<Outputs> outputs) {
    throw new AssertionError("resolved by its parts");
  }

  @Override
  public String toString() {
    return targets.toString();
  }
}
