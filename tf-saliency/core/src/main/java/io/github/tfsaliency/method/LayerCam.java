package io.github.tfsaliency.method;

import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.explain.SinglePassMethod;
import io.github.tfsaliency.gradient.ActivationMap;
import io.github.tfsaliency.gradient.ModifiedGradient;

/**
 * LayerCAM: each position of a layer is weighted by its own gradient if that is positive. Works for
 * layers far from the output, too.
 *
 * <pre>A = relu(sum over k of relu(g_k) a_k)</pre>
 *
 * <p>a are the layer's activations, g the score's gradient with respect to them, k counts channels.
 * The map is {@code [N, H, W, 1]}, or has the layer's size. Cost: less than 2 forward passes. Does
 * not show evidence against the target or anything finer than the layer.
 *
 * <p>Source: Jiang, Zhang, Hou, Cheng, Wei, <i>LayerCAM: Exploring Hierarchical Class Activation
 * Maps for Localization</i>, IEEE TIP 2021, equations 5 to 7.
 *
 * @since 0.1.0
 */
public final class LayerCam extends Value implements SinglePassMethod {
  private static final long serialVersionUID = 1;

  private final ActivationMap map;

  private LayerCam(ActivationMap map) {
    this.map = requireNonNull(map, "map");
  }

  /**
   * The map of the last layer with more than one position, in the input's size, without negative
   * values.
   *
   * @return the method
   */
  public static LayerCam of() {
    return new LayerCam(ActivationMap.ofLastLayer());
  }

  /**
   * Chooses the layer and the form of its map.
   *
   * @param newMap {@link ActivationMap#ofLastLayer()} by default
   * @return a new method
   */
  public LayerCam withMap(ActivationMap newMap) {
    return new LayerCam(newMap);
  }

  /** {@return the layer and the form of the map} */
  public ActivationMap map() {
    return map;
  }

  @Override
  public ModifiedGradient gradient() {
    return ModifiedGradient.of().at(map, ClassActivation.LAYER_CAM);
  }
}
