package io.github.tfsaliency.explain;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.attribution.ResolvedTargets;
import java.io.Serializable;

/**
 * What one forward pass gave.
 *
 * @param targets the explained index of each sample, -1 where a weighted sum is explained
 * @param values the explained output's value of each sample
 */
public record Scores(ImmutableLongArray targets, ImmutableDoubleArray values)
    implements Serializable {
  /**
   * Checks the sizes.
   *
   * @param targets the explained index of each sample
   * @param values the explained output's value of each sample
   * @throws IllegalArgumentException if they are of different lengths
   */
  public Scores {
    checkArgument(
        targets.length() == values.length(),
        "There are %s targets and %s scores.",
        targets.length(),
        values.length());
  }

  /**
   * The targets that were chosen, to be explained at other samples too.
   *
   * @param asked what was asked for
   * @return the same without a choice left to the model
   */
  public ResolvedTargets chosen(ResolvedTargets asked) {
    return new ResolvedTargets(targets, asked.weights());
  }
}
