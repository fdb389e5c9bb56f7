package io.github.tfsaliency.engine.marker;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.canonical.CanonicalGraph;
import io.github.tfsaliency.canonical.CanonicalLayer;
import io.github.tfsaliency.gradient.GradientOverride;
import io.github.tfsaliency.gradient.LayerRules;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.layer.Layer;
import io.github.tfsaliency.layer.LayerKind;
import io.github.tfsaliency.opgradient.DifferenceGradients;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.tensorflow.proto.NodeDef;

/** Where the rules of a gradient stand in a model. */
public final class MarkerSites {
  private MarkerSites() {}

  /**
   * The sites of a gradient in a model.
   *
   * @param layers its layers
   * @param parts the same without normalizations, for rules that compare
   * @param held the same where shares of attention are held, for rules that are partial
   */
  public static ImmutableList<MarkerSite> of(
      InferenceGraph model,
      Supplier<CanonicalGraph> layers,
      Supplier<CanonicalGraph> parts,
      Supplier<HeldShares> held,
      ModifiedGradient gradient) {
    if (gradient.layerRules().isPresent()) {
      LayerRules rules = gradient.layerRules().get();
      if (!rules.compared().isEmpty()) {
        return ofLayers(model, parts.get(), withoutPowers(parts.get().layers()), rules);
      }
      return ofLayers(
          model,
          layers.get(),
          rules.isPartial() ? held.get().layers() : layers.get().layers(),
          rules);
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
        Optional.empty(),
        false,
        1);
  }

  private static ImmutableList<MarkerSite> ofLayers(
      InferenceGraph model,
      CanonicalGraph graph,
      ImmutableList<CanonicalLayer> offered,
      LayerRules rules) {
    ImmutableMap<Layer, LayerRules.Choice> chosen = LayerRuleChoice.of(graph, offered, rules);
    ImmutableMap<TensorRef, FollowingActivation> following =
        chosen.values().stream().anyMatch(choice -> choice.rule().readsActivation())
            ? FollowingActivation.of(model, offered)
            : ImmutableMap.of();
    ImmutableSet<TensorRef> irrelevant =
        rules.isPartial() || !rules.compared().isEmpty()
            ? ImmutableSet.of()
            : IrrelevantBelowZero.of(model, offered, chosen);
    ImmutableList.Builder<MarkerSite> sites = ImmutableList.builder();
    for (CanonicalLayer layer : offered) {
      LayerRules.Choice choice = chosen.get(layer.layer());
      if (choice != null) {
        Optional<FollowingActivation> next =
            choice.rule().readsActivation()
                ? Optional.ofNullable(following.get(layer.output()))
                : Optional.empty();
        if (next.isPresent() || !choice.rule().readsActivation()) {
          sites.add(ofLayer(layer, choice, next, irrelevant.contains(layer.output())));
        }
      }
    }
    return sites.build();
  }

  /** Powers have multipliers of their own. */
  private static ImmutableList<CanonicalLayer> withoutPowers(ImmutableList<CanonicalLayer> layers) {
    return layers.stream()
        .filter(
            layer ->
                layer.region().size() > 1
                    || layer.layer().kind() != LayerKind.ACTIVATION
                    || !DifferenceGradients.isPower(layer.node().getOp()))
        .collect(ImmutableList.toImmutableList());
  }

  private static MarkerSite ofLayer(
      CanonicalLayer layer,
      LayerRules.Choice choice,
      Optional<FollowingActivation> next,
      boolean irrelevantBelowZero) {
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
        next,
        irrelevantBelowZero,
        1);
  }
}
