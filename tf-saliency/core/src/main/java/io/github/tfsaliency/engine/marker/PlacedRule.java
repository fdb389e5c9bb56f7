package io.github.tfsaliency.engine.marker;

import com.google.common.collect.ImmutableSet;

/**
 * A rule in a model's graph.
 *
 * @param node the node that it stands at; of a layer, the one that gives the layer its name
 * @param rule the rule's id
 * @param reason why it stands there, for people
 * @param region all nodes that it stands for
 */
public record PlacedRule(String node, String rule, String reason, ImmutableSet<String> region) {
  public static PlacedRule of(MarkerSite site) {
    return new PlacedRule(site.node().getName(), site.rule().id(), site.reason(), site.region());
  }
}
