package io.github.tfsaliency.inspect;

import com.google.common.collect.ImmutableList;
import java.util.Optional;

/**
 * A block of self-attention.
 *
 * @param name of its softmax in the model's graph
 * @param read the tensor that its queries, keys and values are projected from
 * @param heads how many there are, -1 if that is not known
 * @param tokens how many there are, -1 if that is not known
 * @param ahead how many of them stand ahead of the patches, as a class token does
 * @param grid how many patches, or words, there are along each dimension of the input that they lie
 *     on, -1 if that is not known; empty if they do not lie on places of an input
 * @param input whose places they are; empty likewise
 */
public record AttentionDescription(
    String name,
    String read,
    long heads,
    long tokens,
    long ahead,
    ImmutableList<Long> grid,
    Optional<String> input) {}
