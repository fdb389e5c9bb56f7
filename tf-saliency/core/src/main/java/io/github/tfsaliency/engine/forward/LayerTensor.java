package io.github.tfsaliency.engine.forward;

import io.github.tfsaliency.axis.LayerGrid;
import io.github.tfsaliency.graph.TensorRef;

/**
 * A layer whose values lie on a grid.
 *
 * @param tensor its values
 * @param grid how they lie
 */
public record LayerTensor(TensorRef tensor, LayerGrid grid) {}
