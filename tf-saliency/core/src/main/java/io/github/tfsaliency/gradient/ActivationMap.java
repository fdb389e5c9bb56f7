package io.github.tfsaliency.gradient;

import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.attribution.Value;

/** Which layer's activations become a map, and how it is shown. */
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
   * The map of the last layer with more than one place, of the input's size, without what speaks
   * against the target.
   *
   * @return the map
   */
  public static ActivationMap ofLastLayer() {
    return of(SpatialLayer.last());
  }

  /**
   * The map of a layer, of the input's size, without what speaks against the target.
   *
   * @param layer the layer
   * @return the map
   */
  public static ActivationMap of(SpatialLayer layer) {
    return new ActivationMap(layer, true, true);
  }

  /**
   * The same of a layer by name.
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
   * @param newLayer whose activations become the map
   * @return a new map
   */
  public ActivationMap withLayer(SpatialLayer newLayer) {
    return new ActivationMap(newLayer, relu, resized);
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
   * Keeps the layer's height and width in place of the input's.
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

  /** {@return whether what speaks against the target is dropped} */
  public boolean relu() {
    return relu;
  }

  /** {@return whether the map gets the input's height and width, bilinearly} */
  public boolean resized() {
    return resized;
  }
}
