package io.github.tfsaliency.gradient;

import java.io.Serializable;

/**
 * How the attention weights of all blocks of self-attention become a map.
 *
 * @param flow how the weights are combined
 * @param resized whether the map is resized to the input's size, bilinearly; otherwise it has one
 *     value for each patch
 * @since 0.1.0
 */
public record AttentionMapping(AttentionFlow flow, boolean resized) implements Serializable {}
