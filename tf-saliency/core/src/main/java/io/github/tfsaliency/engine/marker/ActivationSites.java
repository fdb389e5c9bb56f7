package io.github.tfsaliency.engine.marker;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.attribution.NoMatchingNodeException;
import io.github.tfsaliency.canonical.CanonicalGraph;
import io.github.tfsaliency.canonical.WholeActivation;
import io.github.tfsaliency.gradient.ActivationOverride;
import io.github.tfsaliency.message.Message;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.tensorflow.proto.NodeDef;

/** Where the activations of a model are overridden. */
public final class ActivationSites {
  private static final String SLOT = "activations";

  private ActivationSites() {}

  /** With the sites of single nodes among them, in execution order. */
  static ImmutableList<MarkerSite> of(
      Collection<NodeDef> nodes,
      CanonicalGraph graph,
      ActivationOverride override,
      ImmutableList<MarkerSite> single) {
    Map<String, MarkerSite> byNode = new HashMap<>();
    for (WholeActivation activation : graph.activations()) {
      if (override.gates() || !activation.gate()) {
        byNode.put(activation.node().getName(), site(activation, override));
      }
    }
    if (byNode.isEmpty()) {
      throw none(nodes, graph, override);
    }
    single.forEach(site -> byNode.put(site.node().getName(), site));
    return nodes.stream()
        .map(node -> byNode.get(node.getName()))
        .filter(Objects::nonNull)
        .collect(ImmutableList.toImmutableList());
  }

  /** The gates that keep their derivative under an override. */
  public static ImmutableList<PlacedRule> keptGates(
      CanonicalGraph graph, ActivationOverride override) {
    return override.gates()
        ? ImmutableList.of()
        : graph.activations().stream()
            .filter(WholeActivation::gate)
            .map(
                gate ->
                    new PlacedRule(
                        gate.node().getName(),
                        override.rule().id(),
                        "a gate (" + gate.function() + ") keeps its own derivative, as gates=false",
                        gate.region()))
            .collect(ImmutableList.toImmutableList());
  }

  private static MarkerSite site(WholeActivation activation, ActivationOverride override) {
    int ops = activation.region().size();
    return new MarkerSite(
        activation.node(),
        override.rule(),
        SLOT,
        (activation.gate() ? "is a gate, " : "is ")
            + activation.function()
            + (ops == 1 ? "" : " of " + ops + " ops"),
        ImmutableList.of(activation.source()),
        activation.output(),
        activation.region(),
        ImmutableSet.of(),
        false,
        Optional.empty(),
        ImmutableSet.of(),
        Optional.empty(),
        false,
        activation.factor());
  }

  private static NoMatchingNodeException none(
      Collection<NodeDef> nodes, CanonicalGraph graph, ActivationOverride override) {
    long gates = graph.activations().size();
    if (gates > 0) {
      return new NoMatchingNodeException(
          Message.of(
              "The rule '%s' overrides the gradient of activations, but all activations between"
                  + " input and output (%s) are gates, which keep their derivative.\n"
                  + "Maybe override gates, too, with gates=true.",
              override.rule().id(), gates));
    }
    return new NoMatchingNodeException(
        Message.of(
            "The rule '%s' overrides the gradient of activations, but there is none between input"
                + " and output. The ops there are %s.\n"
                + "Maybe use a method that overrides nothing, such as the gradient.",
            override.rule().id(), nodes.stream().map(NodeDef::getOp).distinct().sorted().toList()));
  }
}
