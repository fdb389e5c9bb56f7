package io.github.tfsaliency.explain;

import org.tensorflow.ndarray.FloatNdArray;

/**
 * The scores of a batch with the values of a layer, of one pass.
 *
 * @param scores the chosen targets and their scores
 * @param values as the model's graph has them, with all that stands ahead of the places
 */
public record LayerScores(Scores scores, FloatNdArray values) {}
