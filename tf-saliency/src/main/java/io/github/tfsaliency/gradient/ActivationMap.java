package io.github.tfsaliency.gradient;

import static java.util.Objects.requireNonNull;

/**
 * Which layer's activations become a map, and how it is shown.
 *
 * @param layer the layer
 * @param relu whether what speaks against the target is dropped
 * @param resized whether the map gets the input's height and width, bilinearly; otherwise it has
 *     the layer's
 */
public record ActivationMap(SpatialLayer layer, boolean relu, boolean resized) {
  /**
   * The map of the last layer with more than one place, of the input's size, without what speaks
   * against the target.
   *
   * @return the map
   */
  public static ActivationMap ofLastLayer() {
    return new ActivationMap(SpatialLayer.last(), true, true);
  }

  /**
   * The same of another layer.
   *
   * @param name as {@link SpatialLayer#named}
   * @return the map
   * @throws IllegalArgumentException if the name is empty
   */
  public static ActivationMap ofLayer(String name) {
    return new ActivationMap(SpatialLayer.named(requireNonNull(name, "name")), true, true);
  }

  /**
   * Keeps what speaks against the target.
   *
   * @return a new map
   */
  public ActivationMap withoutRelu() {
    return new ActivationMap(layer, false, resized);
  }

  /**
   * Keeps the layer's height and width.
   *
   * @return a new map
   */
  public ActivationMap withoutResize() {
    return new ActivationMap(layer, relu, false);
  }
}
