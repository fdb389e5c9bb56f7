package io.github.tfsaliency.gradient;

import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.attribution.Value;

/**
 * The layer whose activations become a map, and the form of the map.
 *
 * @since 0.1.0
 */
public final class ActivationMap extends Value {
  private static final long serialVersionUID = 1;

  private final SpatialLayer layer;
  private final boolean relu;
  private final boolean resized;

  private ActivationMap(SpatialLayer layer, boolean relu, boolean resized) {
    this.layer = requireNonNull(layer, "layer");
    this.relu = relu;
    this.resized = resized;
  }

  /**
   * The map of the last layer with more than one position, in the input's size, without negative
   * values.
   *
   * @return the map
   */
  public static ActivationMap ofLastLayer() {
    return of(SpatialLayer.last());
  }

  /**
   * The map of a layer, in the input's size, without negative values.
   *
   * @param layer the layer
   * @return the map
   */
  public static ActivationMap of(SpatialLayer layer) {
    return new ActivationMap(layer, true, true);
  }

  /**
   * The map of a layer by name, in the input's size, without negative values.
   *
   * @param name as {@link SpatialLayer#named}
   * @return the map
   * @throws IllegalArgumentException if the name is empty
   */
  public static ActivationMap ofLayer(String name) {
    return of(SpatialLayer.named(requireNonNull(name, "name")));
  }

  /**
   * Chooses another layer.
   *
   * @param newLayer the layer whose activations become the map
   * @return a new map
   */
  public ActivationMap withLayer(SpatialLayer newLayer) {
    return new ActivationMap(newLayer, relu, resized);
  }

  /**
   * Keeps negative values: the evidence against the target.
   *
   * @return a new map
   */
  public ActivationMap withoutRelu() {
    return new ActivationMap(layer, false, resized);
  }

  /**
   * Keeps the layer's height and width, instead of resizing the map to the input's.
   *
   * @return a new map
   */
  public ActivationMap withoutResize() {
    return new ActivationMap(layer, relu, false);
  }

  /** {@return the layer whose activations become the map} */
  public SpatialLayer layer() {
    return layer;
  }

  /** {@return whether negative values are set to 0} */
  public boolean relu() {
    return relu;
  }

  /** {@return whether the map is resized to the input's height and width, bilinearly} */
  public boolean resized() {
    return resized;
  }
}
