package io.github.tfsaliency.explain;

import org.tensorflow.ndarray.FloatNdArray;

/**
 * The scores of a batch and the values of a layer, from one pass.
 *
 * @param scores the chosen targets and their scores
 * @param values the layer's values as the model's graph has them, including tokens before the
 *     positions
 * @since 0.1.0
 */
public record LayerScores(Scores scores, FloatNdArray values) {}
