package io.github.tfsaliency.inspect;

import com.google.common.collect.ImmutableList;
import java.util.Optional;

/**
 * A block of self-attention.
 *
 * @param name the name of its softmax in the model's graph
 * @param read the tensor that its queries, keys and values are computed from
 * @param heads the number of heads; -1 if it is unknown
 * @param tokens the number of tokens; -1 if it is unknown
 * @param ahead the number of tokens before the patches, such as a class token
 * @param grid the number of patches, or words, along each dimension of their input; -1 if it is
 *     unknown; empty if the tokens do not correspond to positions of an input
 * @param input the input of these positions; empty if there is none
 * @since 0.1.0
 */
public record AttentionDescription(
    String name,
    String read,
    long heads,
    long tokens,
    long ahead,
    ImmutableList<Long> grid,
    Optional<String> input) {}
