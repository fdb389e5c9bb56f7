package io.github.tfsaliency.inspect;

import org.tensorflow.ndarray.Shape;

/**
 * An input or output of a signature.
 *
 * @param name what the signature calls it
 * @param type for example {@code float32}, {@code uint8} or {@code string}
 * @param shape with -1 for free dimensions, or of unknown rank
 * @param tensor its name in the SavedModel's graph
 */
public record TensorDescription(String name, String type, Shape shape, String tensor) {}
