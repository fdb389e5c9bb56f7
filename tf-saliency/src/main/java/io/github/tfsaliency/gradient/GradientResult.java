package io.github.tfsaliency.gradient;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.Optional;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * What one run of a gradient graph gave.
 *
 * @param maps {@code [N, ...]} of the attributed tensor's shape, by the input's name
 * @param targets the explained index of each sample, -1 where a weighted sum was explained
 * @param scores the explained output's value of each sample
 * @param gaps what the maps of each sample sum to, less what they should; empty where theory does
 *     not say what that is
 */
public record GradientResult(
    ImmutableMap<String, FloatNdArray> maps,
    ImmutableLongArray targets,
    ImmutableDoubleArray scores,
    Optional<ImmutableDoubleArray> gaps) {
  /**
   * A result of which theory does not say what it sums to.
   *
   * @param maps by the input's name
   * @param targets the explained index of each sample
   * @param scores the explained output's value of each sample
   */
  public GradientResult(
      ImmutableMap<String, FloatNdArray> maps,
      ImmutableLongArray targets,
      ImmutableDoubleArray scores) {
    this(maps, targets, scores, Optional.empty());
  }

  /**
   * The map of a model with one input.
   *
   * @return {@code [N, ...]}
   * @throws IllegalArgumentException if there are several maps
   */
  public FloatNdArray onlyMap() {
    checkArgument(maps.size() == 1, "There are several maps: %s.", maps.keySet());
    return maps.values().asList().get(0);
  }
}
