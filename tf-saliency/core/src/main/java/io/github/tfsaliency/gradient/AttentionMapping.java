package io.github.tfsaliency.gradient;

import java.io.Serializable;

/**
 * How the shares of all blocks of self-attention become a map.
 *
 * @param flow what is made of them
 * @param resized whether the map gets the input's size, bilinearly; otherwise it has a value for
 *     each patch
 */
public record AttentionMapping(AttentionFlow flow, boolean resized) implements Serializable {}
