package io.github.tfsaliency.inspect;

import org.tensorflow.ndarray.Shape;

/**
 * A node between input and output of the executed graph. There BatchNorm is folded into the linear
 * layer before it, and branches and loops are expanded.
 *
 * @param name the name in the model's graph
 * @param op for example {@code Conv2D}
 * @param outputShape the shape of its first output, with -1 for free dimensions, or with unknown
 *     rank
 * @param parameters the number of weights that it reads
 * @since 0.1.0
 */
public record ModelLayer(String name, String op, Shape outputShape, long parameters) {}
