package io.github.tfsaliency.graph;

import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;

/**
 * An input of a model.
 *
 * @param name what the signature, or the user, calls it
 * @param tensor its placeholder
 * @param type any numeric type or bool
 * @param shape as the file has it, {@code [N, ...]} with -1 for free dimensions, or of unknown rank
 */
public record ModelInput(String name, TensorRef tensor, DataType type, Shape shape) {}
