package io.github.tfsaliency.gradient;

import io.github.tfsaliency.axis.LayerGrid;
import io.github.tfsaliency.graph.TensorRef;

/**
 * A layer whose values lie on a grid.
 *
 * @param tensor its values
 * @param grid how they lie
 */
record LayerTensor(TensorRef tensor, LayerGrid grid) {}
