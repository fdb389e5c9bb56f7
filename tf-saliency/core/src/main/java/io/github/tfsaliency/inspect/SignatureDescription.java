package io.github.tfsaliency.inspect;

import com.google.common.collect.ImmutableList;

/**
 * A signature of a SavedModel: one way to call it.
 *
 * @param name the signature's key
 * @param inputs the inputs, sorted by name
 * @param outputs the outputs, sorted by name
 * @since 0.1.0
 */
public record SignatureDescription(
    String name,
    ImmutableList<TensorDescription> inputs,
    ImmutableList<TensorDescription> outputs) {}
