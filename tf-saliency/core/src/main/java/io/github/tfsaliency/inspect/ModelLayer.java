package io.github.tfsaliency.inspect;

import org.tensorflow.ndarray.Shape;

/**
 * A node between input and output, as it is executed: BatchNorm is folded into the linear layer
 * before it, branches and loops are taken apart.
 *
 * @param name in the model's graph
 * @param op for example {@code Conv2D}
 * @param outputShape of its first output, with -1 for free dimensions, or of unknown rank
 * @param parameters how many weights it reads
 */
public record ModelLayer(String name, String op, Shape outputShape, long parameters) {}
