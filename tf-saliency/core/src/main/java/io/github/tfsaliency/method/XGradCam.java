package io.github.tfsaliency.method;

import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.explain.SinglePassMethod;
import io.github.tfsaliency.gradient.ActivationMap;
import io.github.tfsaliency.gradient.ModifiedGradient;

/**
 * XGrad-CAM: the channels of a layer, weighted by their gradient where they are active.
 *
 * <pre>A = relu(sum over k of w_k a_k),  w_k = sum(g a) / sum(a)</pre>
 *
 * <p>a are the layer's activations, g the score's gradient with respect to them, k counts channels.
 * The map is {@code [N, H, W, 1]}, or has the layer's size. Cost: less than 2 forward passes. Does
 * not show anything finer than the layer; a resized map looks smooth only because it was resized.
 *
 * <p>Source: Fu, Hu, Dong, Guo, Gao, Li, <i>Axiom-based Grad-CAM: Towards Accurate Visualization
 * and Explanation of CNNs</i>, BMVC 2020, equation 8.
 *
 * @since 0.1.0
 */
public final class XGradCam extends Value implements SinglePassMethod {
  private static final long serialVersionUID = 1;

  private final ActivationMap map;

  private XGradCam(ActivationMap map) {
    this.map = requireNonNull(map, "map");
  }

  /**
   * The map of the last layer with more than one position, in the input's size, without negative
   * values.
   *
   * @return the method
   */
  public static XGradCam of() {
    return new XGradCam(ActivationMap.ofLastLayer());
  }

  /**
   * Chooses the layer and the form of its map.
   *
   * @param newMap {@link ActivationMap#ofLastLayer()} by default
   * @return a new method
   */
  public XGradCam withMap(ActivationMap newMap) {
    return new XGradCam(newMap);
  }

  /** {@return the layer and the form of the map} */
  public ActivationMap map() {
    return map;
  }

  @Override
  public ModifiedGradient gradient() {
    return ModifiedGradient.of().at(map, ClassActivation.X_GRAD_CAM);
  }
}
