package io.github.tfsaliency.gradient;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * What one run of a gradient graph gave.
 *
 * @param maps {@code [N, ...]} of the attributed tensor's shape, by the input's name
 * @param targets the explained index of each sample, -1 where a weighted sum was explained
 * @param scores the explained output's value of each sample
 */
public record GradientResult(
    ImmutableMap<String, FloatNdArray> maps,
    ImmutableLongArray targets,
    ImmutableDoubleArray scores) {

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
