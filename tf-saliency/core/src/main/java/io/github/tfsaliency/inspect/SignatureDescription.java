package io.github.tfsaliency.inspect;

import com.google.common.collect.ImmutableList;

/**
 * One of the ways in which a SavedModel can be called.
 *
 * @param name its key
 * @param inputs by name
 * @param outputs by name
 */
public record SignatureDescription(
    String name,
    ImmutableList<TensorDescription> inputs,
    ImmutableList<TensorDescription> outputs) {}
