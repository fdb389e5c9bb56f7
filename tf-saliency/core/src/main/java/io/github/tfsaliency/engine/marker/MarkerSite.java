package io.github.tfsaliency.engine.marker;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.canonical.CanonicalGraph;
import io.github.tfsaliency.canonical.CanonicalLayer;
import io.github.tfsaliency.canonical.LinearPart;
import io.github.tfsaliency.gradient.GradientOverride;
import io.github.tfsaliency.gradient.GradientRule;
import io.github.tfsaliency.gradient.LayerRules;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.gradient.WeightPart;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.layer.Layer;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.tensorflow.proto.NodeDef;

/**
 * A rule and the part of the graph that it stands at: a node, or a layer of several.
 *
 * @param node the node that gives the site its name
 * @param rule the rule
 * @param slot tells apart the numbers of rules that name them alike
 * @param reason why the rule stands here, for people
 * @param inputs the tensors that the gradient goes to
 * @param output the tensor at which it arrives
 * @param region the nodes between inputs and output
 * @param statistics tensors within that are taken for constants
 * @param layer whether it is a layer rather than a single node
 * @param linear of linear layers
 * @param gates of products, the inputs that say how much of the other passes
 * @param factor how many times the rule's values the output is
 */
public record MarkerSite(
    NodeDef node,
    GradientRule rule,
    String slot,
    String reason,
    ImmutableList<TensorRef> inputs,
    TensorRef output,
    ImmutableSet<String> region,
    ImmutableSet<TensorRef> statistics,
    boolean layer,
    Optional<LinearPart> linear,
    ImmutableSet<TensorRef> gates,
    double factor) {

  /**
   * The sites of a gradient in a model.
   *
   * @param layers its layers
   * @param held the same where shares of attention are held, for rules that are partial
   */
  public static ImmutableList<MarkerSite> of(
      InferenceGraph model,
      Supplier<CanonicalGraph> layers,
      Supplier<HeldShares> held,
      ModifiedGradient gradient) {
    if (gradient.layerRules().isPresent()) {
      LayerRules rules = gradient.layerRules().get();
      return ofLayers(
          layers.get(), rules.isPartial() ? held.get().layers() : layers.get().layers(), rules);
    }
    Collection<NodeDef> nodes = model.nodes().values();
    ImmutableList<MarkerSite> single = ofNodes(nodes, gradient.overrides());
    return gradient.activations().isPresent()
        ? ActivationSites.of(nodes, layers.get(), gradient.activations().get(), single)
        : single;
  }

  static ImmutableList<MarkerSite> ofNodes(
      Collection<NodeDef> nodes, List<GradientOverride> overrides) {
    ImmutableMap<String, GradientOverride> chosen = OverrideChoice.of(nodes, overrides);
    return nodes.stream()
        .filter(node -> chosen.containsKey(node.getName()))
        .map(
            node -> {
              GradientOverride override = requireNonNull(chosen.get(node.getName()));
              return ofNode(node, override, "override_" + overrides.indexOf(override));
            })
        .collect(ImmutableList.toImmutableList());
  }

  private static MarkerSite ofNode(NodeDef node, GradientOverride override, String slot) {
    return new MarkerSite(
        node,
        override.rule(),
        slot,
        "is one of " + override.nodes(),
        ImmutableList.of(TensorRef.parse(node.getInput(0))),
        new TensorRef(node.getName(), 0),
        ImmutableSet.of(node.getName()),
        ImmutableSet.of(),
        false,
        Optional.empty(),
        ImmutableSet.of(),
        1);
  }

  private static ImmutableList<MarkerSite> ofLayers(
      CanonicalGraph graph, ImmutableList<CanonicalLayer> offered, LayerRules rules) {
    ImmutableMap<Layer, LayerRules.Choice> chosen = LayerRuleChoice.of(graph, offered, rules);
    return offered.stream()
        .filter(layer -> chosen.containsKey(layer.layer()))
        .map(layer -> ofLayer(layer, requireNonNull(chosen.get(layer.layer()))))
        .collect(ImmutableList.toImmutableList());
  }

  private static MarkerSite ofLayer(CanonicalLayer layer, LayerRules.Choice choice) {
    return new MarkerSite(
        layer.node(),
        choice.rule(),
        choice.slot(),
        choice.reason(),
        layer.inputs(),
        layer.output(),
        layer.region(),
        layer.statistics(),
        true,
        layer.linear(),
        layer.gates(),
        1);
  }

  /** The name of the marker at the output. */
  String marker() {
    return "saliency/" + rule.id() + "/" + node.getName();
  }

  /** The name of the marker at an input, where the rule stands around the derivative. */
  String marker(int input) {
    return marker() + "/input_" + input;
  }

  /** What the rule is made of. */
  RuleComponents components() {
    return RuleComponents.of(rule);
  }

  /** The name under which a number of the rule is fed. */
  public String fedName(String parameter) {
    return slot + "/" + parameter;
  }

  /** The parts of the weights that the rule reads. */
  ImmutableSet<WeightPart> weightParts() {
    return linear.map(part -> rule.weightParts(part.nonNegativeInput())).orElse(ImmutableSet.of());
  }
}
