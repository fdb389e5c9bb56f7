package io.github.tfsaliency.explain;

import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.attribution.ResolvedTargets;

/**
 * The passes through one value of a layer: the score as a function of it, and it as a function of
 * the inputs.
 *
 * @param score passes whose maps are of the layer, for the target as it is
 * @param unit passes whose maps are of the inputs, and which end at the layer
 * @param targets what stands there for the value, of one sample
 * @param layer the layer's name among the maps of {@code score}
 * @param element which of the values of a sample it is, in row-major order
 */
public record UnitPasses(
    Passes score, Passes unit, ResolvedTargets targets, String layer, int element) {
  /**
   * Checks that all is there.
   *
   * @param score passes whose maps are of the layer
   * @param unit passes that end at the layer
   * @param targets what stands for the value, of one sample
   * @param layer the layer's name among the maps
   * @param element which of the values of a sample it is
   */
  public UnitPasses {
    requireNonNull(score, "score");
    requireNonNull(unit, "unit");
    requireNonNull(targets, "targets");
    requireNonNull(layer, "layer");
  }
}
