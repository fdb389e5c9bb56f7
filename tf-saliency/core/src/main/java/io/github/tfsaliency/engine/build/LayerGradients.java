package io.github.tfsaliency.engine.build;

import com.google.common.collect.ImmutableMap;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * The gradients, or relevances, on the way from the output to the input.
 *
 * @param maps {@code [N, ...]} of the attributed tensor's shape, by the input's name; not checked
 *     to be finite
 * @param layers what arrives at the output of each linear layer, activation and marked node, by the
 *     node's name in the model's graph, in forward order; without those that nothing arrives at
 */
public record LayerGradients(
    ImmutableMap<String, FloatNdArray> maps, ImmutableMap<String, FloatNdArray> layers) {}
