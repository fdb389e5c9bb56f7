package io.github.tfsaliency.layer;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Chooses layers. The choices made here are values with equality; a lambda is equal to itself
 * alone, so keep it where a method is made more than once, as a model keeps a gradient graph for
 * each different method.
 */
@FunctionalInterface
public interface LayerSelector {
  /**
   * Whether the layer is chosen.
   *
   * @param layer a layer of a model
   * @return whether it is one of them
   */
  boolean matches(Layer layer);

  /**
   * All layers of some kinds.
   *
   * @param kinds the kinds
   * @return the selector
   */
  static LayerSelector kind(LayerKind... kinds) {
    return new Kinds(ImmutableSet.copyOf(kinds));
  }

  /**
   * All convolutions and dense layers.
   *
   * @return the selector
   */
  static LayerSelector linear() {
    return kind(LayerKind.CONVOLUTION, LayerKind.DENSE);
  }

  /**
   * The linear layers that the input reaches first.
   *
   * @return the selector
   */
  static LayerSelector first() {
    return new First();
  }

  /**
   * The linear layers that no other linear layer comes after.
   *
   * @return the selector
   */
  static LayerSelector last() {
    return new Last();
  }

  /**
   * The layers whose whole name matches a regular expression.
   *
   * @param regex for example {@code .*block_3.*}
   * @return the selector
   * @throws java.util.regex.PatternSyntaxException if {@code regex} is none
   */
  static LayerSelector named(String regex) {
    return new Named(Pattern.compile(regex).pattern());
  }

  /**
   * Some of the linear layers in execution order.
   *
   * @param from the first, from 0
   * @param to the one after the last
   * @return the selector
   * @throws IllegalArgumentException if the range is negative or empty
   */
  static LayerSelector index(int from, int to) {
    return new IndexRange(from, to);
  }

  /**
   * Layers that another selector chooses too.
   *
   * @param other the other selector
   * @return the selector
   */
  default LayerSelector and(LayerSelector other) {
    return new Both(this, requireNonNull(other, "other"));
  }

  /** Layers of some kinds. */
  record Kinds(ImmutableSet<LayerKind> kinds) implements LayerSelector {
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
    /** Checks the range. */
    public IndexRange {
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

  /** What two selectors choose. */
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
