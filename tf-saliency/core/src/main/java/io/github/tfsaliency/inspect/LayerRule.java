package io.github.tfsaliency.inspect;

import java.util.Optional;

/**
 * What a method does at a layer.
 *
 * @param layer the layer
 * @param rule the id of the rule that overrides its gradient; empty where it keeps its own
 * @param reason why
 * @param skippedActivation whether this is an activation that none of the method's rules covers
 */
public record LayerRule(
    ModelLayer layer, Optional<String> rule, String reason, boolean skippedActivation) {}
