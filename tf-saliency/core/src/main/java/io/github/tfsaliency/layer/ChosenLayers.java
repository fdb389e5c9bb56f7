package io.github.tfsaliency.layer;

import static io.github.tfsaliency.message.Checks.checkArgument;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The selectors that the factories of {@link LayerSelector} return. */
final class ChosenLayers {
  private ChosenLayers() {}

  /** Layers of some kinds. */
  record Kinds(Set<LayerKind> kinds) implements LayerSelector {
    Kinds {
      kinds = new LinkedHashSet<>(kinds);
    }

    @Override
    public boolean matches(Layer layer) {
      return kinds.contains(layer.kind());
    }

    @Override
    public String toString() {
      return kinds.stream().map(LayerKind::toString).collect(Collectors.joining(" or "));
    }
  }

  /** The linear layers that the input reaches first. */
  record First() implements LayerSelector {
    @Override
    public boolean matches(Layer layer) {
      return layer.first();
    }

    @Override
    public String toString() {
      return "first";
    }
  }

  /** The linear layers that no other one comes after. */
  record Last() implements LayerSelector {
    @Override
    public boolean matches(Layer layer) {
      return layer.last();
    }

    @Override
    public String toString() {
      return "last";
    }
  }

  /** Layers by name. */
  record Named(String regex) implements LayerSelector {
    Named {
      regex = Pattern.compile(regex).pattern();
    }

    @Override
    public boolean matches(Layer layer) {
      return Pattern.matches(regex, layer.name());
    }

    @Override
    public String toString() {
      return "named '" + regex + "'";
    }
  }

  /** A range of linear layers. */
  record IndexRange(int from, int to) implements LayerSelector {
    IndexRange {
      checkArgument(
          0 <= from && from < to, "The range of layers [%s, %s) is negative or empty.", from, to);
    }

    @Override
    public boolean matches(Layer layer) {
      return from <= layer.index() && layer.index() < to;
    }

    @Override
    public String toString() {
      return "linear layer " + from + " to " + (to - 1);
    }
  }

  /** The layers that both selectors choose. */
  record Both(LayerSelector one, LayerSelector other) implements LayerSelector {
    @Override
    public boolean matches(Layer layer) {
      return one.matches(layer) && other.matches(layer);
    }

    @Override
    public String toString() {
      return one + " and " + other;
    }
  }
}
