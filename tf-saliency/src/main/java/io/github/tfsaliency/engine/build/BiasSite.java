package io.github.tfsaliency.engine.build;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.canonical.CanonicalGraph;
import io.github.tfsaliency.canonical.CanonicalLayer;
import io.github.tfsaliency.canonical.LinearPart;
import io.github.tfsaliency.graph.TensorRef;

/**
 * Where biases are added.
 *
 * @param output the layer's output, biases included
 * @param biases what is added
 */
public record BiasSite(TensorRef output, ImmutableList<LinearPart.Bias> biases) {
  /** Those of all linear layers that have any. */
  public static ImmutableList<BiasSite> of(CanonicalGraph layers) {
    ImmutableList.Builder<BiasSite> sites = ImmutableList.builder();
    for (CanonicalLayer layer : layers.layers()) {
      layer
          .linear()
          .filter(linear -> !linear.biases().isEmpty())
          .ifPresent(linear -> sites.add(new BiasSite(layer.output(), linear.biases())));
    }
    return sites.build();
  }
}
