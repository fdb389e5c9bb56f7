package io.github.tfsaliency.engine.marker;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.canonical.CanonicalGraph;
import io.github.tfsaliency.canonical.CanonicalLayer;
import io.github.tfsaliency.gradient.LayerRules;
import io.github.tfsaliency.graph.FloatsAhead;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.layer.Layer;
import io.github.tfsaliency.message.Message;
import java.util.stream.Collectors;

/**
 * Which rule each layer gets; unless the rules are partial or compare, all nodes have to belong to
 * one.
 */
final class LayerRuleChoice {
  private static final int LISTED = 5;

  private LayerRuleChoice() {}

  private static boolean isOther(CanonicalGraph graph, TensorRef tensor) {
    return graph.others().stream().anyMatch(other -> other.node().getName().equals(tensor.node()));
  }

  static ImmutableMap<Layer, LayerRules.Choice> of(
      CanonicalGraph graph, ImmutableList<CanonicalLayer> offered, LayerRules rules) {
    if (!rules.isPartial() && rules.compared().isEmpty() && !graph.others().isEmpty()) {
      String listed =
          graph.others().stream()
              .limit(LISTED)
              .map(
                  other ->
                      Message.of(
                          "'%s' (op '%s'%s)",
                          other.node().getName(),
                          other.node().getOp(),
                          other.complex() ? ", complex numbers" : ""))
              .collect(Collectors.joining(", "));
      int more = graph.others().size() - LISTED;
      throw new UnsupportedModelException(
          Message.of(
              "No rule defines how relevance passes %s%s: these nodes are not a layer of a known"
                  + " kind.\n"
                  + "Maybe use a method that needs no rule for each layer, such as the gradient or"
                  + " input x gradient, or choose an output before them with"
                  + " Model.from(path).output(name)%s.",
              Message.part(listed),
              more > 0 ? " and " + more + " more" : "",
              FloatsAhead.listed(
                  graph.others().stream()
                      .flatMap(other -> other.ahead().stream())
                      .filter(tensor -> !isOther(graph, tensor))
                      .distinct()
                      .toList())));
    }
    return rules.choose(
        offered.stream().map(CanonicalLayer::layer).collect(ImmutableList.toImmutableList()));
  }
}
