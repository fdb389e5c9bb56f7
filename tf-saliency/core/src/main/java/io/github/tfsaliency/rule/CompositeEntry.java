package io.github.tfsaliency.rule;

import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.gradient.GradientRule;
import io.github.tfsaliency.layer.Layer;
import io.github.tfsaliency.layer.LayerKind;
import io.github.tfsaliency.layer.LayerSelector;
import java.util.Optional;

/** One line of a {@link Composite}. */
final class CompositeEntry extends Value {
  private static final long serialVersionUID = 1;

  private final LayerSelector layers;
  private final Optional<GradientRule> rule;
  private final boolean required;

  private CompositeEntry(LayerSelector layers, Optional<GradientRule> rule, boolean required) {
    this.layers = requireNonNull(layers, "layers");
    // What computes the same is equal.
    this.rule = rule.map(each -> each instanceof AlphaBeta shares ? shares.simplest() : each);
    this.required = required;
  }

  static CompositeEntry ofPreset(LayerSelector layers, GradientRule rule) {
    return new CompositeEntry(layers, Optional.of(rule), false);
  }

  static CompositeEntry ofItsKinds(GradientRule rule) {
    return ofPreset(LayerSelector.kind(rule.kinds().toArray(LayerKind[]::new)), rule);
  }

  static CompositeEntry keepingGradient(LayerKind... kinds) {
    return new CompositeEntry(LayerSelector.kind(kinds), Optional.empty(), false);
  }

  static CompositeEntry ofUser(LayerSelector layers, GradientRule rule) {
    return new CompositeEntry(
        requireNonNull(layers, "layers"), Optional.of(requireNonNull(rule, "rule")), true);
  }

  LayerSelector layers() {
    return layers;
  }

  /** The layers' rule; empty for their own gradient. */
  Optional<GradientRule> rule() {
    return rule;
  }

  /** Whether a model without such layers is an error. */
  boolean required() {
    return required;
  }

  boolean chooses(Layer layer) {
    return layers.matches(layer)
        && rule.map(each -> each.kinds().contains(layer.kind())).orElse(true);
  }

  @Override
  public String toString() {
    return layers + ": " + rule.map(Object::toString).orElse("gradient");
  }
}
