package io.github.tfsaliency.attribution;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.message.Message;
import java.util.function.Supplier;

/**
 * The score of one target minus the score of another.
 *
 * @since 0.1.0
 */
public final class Contrast extends Target {
  private static final long serialVersionUID = 1;

  private final Target first;
  private final Target second;

  private Contrast(Target first, Target second) {
    checkArgument(
        !(first instanceof PerSample || second instanceof PerSample),
        "A contrast is one target for all samples.\n"
            + "Maybe give each sample a separate contrast with Target.perSample.");
    this.first = requireNonNull(first, "first");
    this.second = requireNonNull(second, "second");
  }

  static Contrast of(Target first, Target second) {
    return new Contrast(first, second);
  }

  /** {@return the target whose score counts} */
  public Target first() {
    return first;
  }

  /** {@return the target whose score is subtracted} */
  public Target second() {
    return second;
  }

  /** Resolved where the layers are known. */
  @Override
  long index(ImmutableList<String> labels, Supplier<Outputs> outputs) {
    throw new IllegalArgumentException(
        Message.of("The target %s is not a class: it has no index among the outputs.", this));
  }

  @Override
  public String toString() {
    return "(" + first + ") less (" + second + ")";
  }
}
