package io.github.tfsaliency.rule;

import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.layer.Layer;
import io.github.tfsaliency.layer.LayerKind;
import io.github.tfsaliency.layer.LayerSelector;
import java.util.Optional;

/**
 * One line of a {@link Composite}.
 *
 * @param layers which layers
 * @param rule their rule; empty for their own gradient
 * @param required whether a model without such layers is an error
 */
record CompositeEntry(LayerSelector layers, Optional<LrpRule> rule, boolean required) {
  static CompositeEntry ofPreset(LayerSelector layers, LrpRule rule) {
    return new CompositeEntry(layers, Optional.of(rule), false);
  }

  static CompositeEntry keepingGradient(LayerKind... kinds) {
    return new CompositeEntry(LayerSelector.kind(kinds), Optional.empty(), false);
  }

  static CompositeEntry ofUser(LayerSelector layers, LrpRule rule) {
    return new CompositeEntry(
        requireNonNull(layers, "layers"), Optional.of(requireNonNull(rule, "rule")), true);
  }

  CompositeEntry structure() {
    return new CompositeEntry(layers, rule.map(LrpRule::structure), required);
  }

  boolean chooses(Layer layer) {
    return layers.matches(layer) && rule.map(each -> each.appliesTo(layer)).orElse(true);
  }

  @Override
  public String toString() {
    return layers + ": " + rule.map(Object::toString).orElse("gradient");
  }
}
