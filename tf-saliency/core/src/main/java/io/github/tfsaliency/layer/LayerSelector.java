package io.github.tfsaliency.layer;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableSet;
import java.io.Serializable;

/**
 * Chooses layers. The selectors of this class are values with equality. A lambda is equal only to
 * itself, and a model keeps a gradient graph for each different method. So if you create a method
 * several times, use the same lambda object.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface LayerSelector extends Serializable {
  /**
   * Whether the layer is chosen.
   *
   * @param layer a layer of a model
   * @return whether it is chosen
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
   * The linear layers with a path from the input without other linear layers.
   *
   * @return the selector
   */
  static LayerSelector first() {
    return new ChosenLayers.First();
  }

  /**
   * The linear layers with a path to the output without other linear layers.
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
   * @throws java.util.regex.PatternSyntaxException if {@code regex} is not a valid regular
   *     expression
   */
  static LayerSelector named(String regex) {
    return new ChosenLayers.Named(regex);
  }

  /**
   * Some of the linear layers in execution order.
   *
   * @param from the index of the first layer, from 0
   * @param to the index after the last layer
   * @return the selector
   * @throws IllegalArgumentException if the range is negative or empty
   */
  static LayerSelector index(int from, int to) {
    return new ChosenLayers.IndexRange(from, to);
  }

  /**
   * The layers that this selector and another one choose.
   *
   * @param other the other selector
   * @return the selector
   */
  default LayerSelector and(LayerSelector other) {
    return new ChosenLayers.Both(this, requireNonNull(other, "other"));
  }
}
