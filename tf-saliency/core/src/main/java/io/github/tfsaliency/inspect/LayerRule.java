package io.github.tfsaliency.inspect;

import java.util.Optional;

/**
 * A method's rule at a layer.
 *
 * @param layer the layer
 * @param rule the id of the rule that overrides its gradient; empty if the layer keeps its own
 *     gradient
 * @param reason a text for people: why the layer has this rule
 * @param skippedActivation whether this is an activation that no rule of the method covers
 * @since 0.1.0
 */
public record LayerRule(
    ModelLayer layer, Optional<String> rule, String reason, boolean skippedActivation) {}
