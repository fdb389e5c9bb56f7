package io.github.tfsaliency.layer;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableSet;
import java.io.Serializable;

/**
 * Chooses layers. The choices made here are values with equality; a lambda is equal to itself
 * alone, so keep it where a method is made more than once, as a model keeps a gradient graph for
 * each different method.
 */
@FunctionalInterface
public interface LayerSelector extends Serializable {
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
    return new ChosenLayers.Kinds(ImmutableSet.copyOf(kinds));
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
    return new ChosenLayers.First();
  }

  /**
   * The linear layers that no other linear layer comes after.
   *
   * @return the selector
   */
  static LayerSelector last() {
    return new ChosenLayers.Last();
  }

  /**
   * The layers whose whole name matches a regular expression.
   *
   * @param regex for example {@code .*block_3.*}
   * @return the selector
   * @throws java.util.regex.PatternSyntaxException if {@code regex} is none
   */
  static LayerSelector named(String regex) {
    return new ChosenLayers.Named(regex);
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
    return new ChosenLayers.IndexRange(from, to);
  }

  /**
   * Layers that another selector chooses too.
   *
   * @param other the other selector
   * @return the selector
   */
  default LayerSelector and(LayerSelector other) {
    return new ChosenLayers.Both(this, requireNonNull(other, "other"));
  }
}
