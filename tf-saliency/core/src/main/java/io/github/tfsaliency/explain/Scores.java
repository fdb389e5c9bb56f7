package io.github.tfsaliency.explain;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.attribution.ResolvedTargets;
import java.io.Serializable;

/**
 * The scores of one forward pass.
 *
 * @param targets the explained index of each sample; -1 if a weighted sum is explained
 * @param values the explained output's value of each sample
 * @since 0.1.0
 */
public record Scores(ImmutableLongArray targets, ImmutableDoubleArray values)
    implements Serializable {
  /**
   * Checks the sizes.
   *
   * @param targets the explained index of each sample
   * @param values the explained output's value of each sample
   * @throws IllegalArgumentException if their lengths differ
   */
  public Scores {
    checkArgument(
        targets.length() == values.length(),
        "There are %s targets and %s scores.",
        targets.length(),
        values.length());
  }

  /**
   * The chosen targets, to explain them for other samples too.
   *
   * @param asked the requested targets
   * @return the same targets, with the model's choices fixed
   */
  public ResolvedTargets chosen(ResolvedTargets asked) {
    return new ResolvedTargets(targets, asked.weights());
  }
}
