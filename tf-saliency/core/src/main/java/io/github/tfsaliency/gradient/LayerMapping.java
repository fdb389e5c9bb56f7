package io.github.tfsaliency.gradient;

import java.io.Serializable;

/**
 * How a layer's gradient becomes a map.
 *
 * @param map the layer and the form of the map
 * @param weighting how the channels are weighted
 * @since 0.1.0
 */
public record LayerMapping(ActivationMap map, ChannelWeighting weighting) implements Serializable {}
