package io.github.tfsaliency.inspect;

import org.tensorflow.ndarray.Shape;

/**
 * An input or output of a signature.
 *
 * @param name the name in the signature
 * @param type for example {@code float32}, {@code uint8} or {@code string}
 * @param shape the shape, with -1 for free dimensions, or with unknown rank
 * @param tensor the tensor's name in the SavedModel's graph
 * @since 0.1.0
 */
public record TensorDescription(String name, String type, Shape shape, String tensor) {}
