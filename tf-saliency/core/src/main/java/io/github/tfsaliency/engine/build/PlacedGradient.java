package io.github.tfsaliency.engine.build;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.engine.forward.Ending;
import io.github.tfsaliency.engine.marker.ActivationSites;
import io.github.tfsaliency.engine.marker.Comparison;
import io.github.tfsaliency.engine.marker.KeptActivations;
import io.github.tfsaliency.engine.marker.MarkerSite;
import io.github.tfsaliency.engine.marker.MarkerSites;
import io.github.tfsaliency.engine.marker.PlacedRule;
import io.github.tfsaliency.engine.marker.RuleComponents;
import io.github.tfsaliency.explain.GradientCall;
import io.github.tfsaliency.gradient.AttentionMapping;
import io.github.tfsaliency.gradient.GradientRule;
import io.github.tfsaliency.gradient.LayerMapping;
import io.github.tfsaliency.gradient.LayerRules;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.graph.TensorRef;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A gradient whose rules have found their places in a model.
 *
 * @param model what is differentiated
 * @param gradient what was asked for
 * @param sites where its rules stand
 * @param key equal for gradients that one graph serves
 * @param numbers the parameters of all rules, by the names under which they are fed
 */
public record PlacedGradient(
    EndedModel model,
    ModifiedGradient gradient,
    ImmutableList<MarkerSite> sites,
    Key key,
    ImmutableMap<String, Double> numbers) {

  /** What decides the nodes of a gradient graph: all but the numbers of the rules. */
  public record Key(
      Ending ending,
      ImmutableList<Place> places,
      Comparison comparison,
      ModifiedGradient.Seed seed,
      ModifiedGradient.Factor factor,
      Optional<LayerMapping> mapping,
      Optional<AttentionMapping> attention) {}

  /** A rule without its numbers at a tensor. */
  private record Place(TensorRef output, String slot, Object rule) {}

  public static PlacedGradient of(EndedModel model, ModifiedGradient asked) {
    ModifiedGradient gradient =
        model.ending().layers().isEmpty() ? asked : asked.ofTensorsThemselves();
    ImmutableList<MarkerSite> sites =
        MarkerSites.of(model.graph(), model.layers(), model.parts(), model.held(), gradient);
    IdentityHashMap<GradientRule, RuleComponents> known = new IdentityHashMap<>();
    ImmutableList.Builder<Place> places = ImmutableList.builder();
    Map<String, Double> numbers = new LinkedHashMap<>();
    for (MarkerSite site : sites) {
      RuleComponents rule = known.computeIfAbsent(site.rule(), RuleComponents::of);
      places.add(new Place(site.output(), site.slot(), rule.structure()));
      rule.numbers().forEach((name, value) -> numbers.put(site.fedName(name), value));
    }
    return new PlacedGradient(
        model,
        gradient,
        sites,
        new Key(
            model.ending(),
            places.build(),
            Comparison.of(gradient.layerRules(), sites),
            gradient.seed(),
            gradient.factor(),
            gradient.mapping(),
            gradient.attention()),
        ImmutableMap.copyOf(numbers));
  }

  /** Which nodes hand down differences where no rule stands. */
  Comparison comparison() {
    return key.comparison();
  }

  /** What keeps its derivative though the gradient overrides its like. */
  public ImmutableList<PlacedRule> kept() {
    if (gradient.layerRules().filter(LayerRules::isPartial).isPresent()) {
      return KeptActivations.of(model.graph(), model.layers().get(), model.held().get(), sites);
    }
    return gradient
        .activations()
        .map(override -> ActivationSites.keptGates(model.layers().get(), override))
        .orElse(ImmutableList.of());
  }

  /** The call with the numbers of the rules. */
  public GradientCall feed(GradientCall call) {
    return call.withNumbers(
        ImmutableMap.<String, Double>builder()
            .putAll(numbers)
            .putAll(call.numbers())
            .buildOrThrow());
  }
}
