package io.github.tfsaliency.attribution;

import org.tensorflow.ndarray.Shape;

/**
 * The outputs that a model computes.
 *
 * @param shape {@code [N, ...]}
 * @param channelsFirst whether classes stand ahead of places
 */
record Outputs(Shape shape, boolean channelsFirst) {}
