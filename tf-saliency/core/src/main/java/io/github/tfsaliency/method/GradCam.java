package io.github.tfsaliency.method;

import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.explain.SinglePassMethod;
import io.github.tfsaliency.gradient.ActivationMap;
import io.github.tfsaliency.gradient.ModifiedGradient;

/**
 * Grad-CAM: the channels of a layer, weighted by the mean of their gradient.
 *
 * <pre>A = relu(sum over k of mean(g_k) a_k)</pre>
 *
 * <p>a are the layer's activations, g the score's gradient with respect to them, k counts channels.
 * The map is {@code [N, H, W, 1]}, or has the layer's size. Cost: less than 2 forward passes. Does
 * not show anything finer than the layer; a resized map looks smooth only because it was resized.
 *
 * <p>Source: Selvaraju et al., <i>Grad-CAM: Visual Explanations from Deep Networks via
 * Gradient-based Localization</i>, ICCV 2017, equations 1 and 2.
 *
 * @since 0.1.0
 */
public final class GradCam extends Value implements SinglePassMethod {
  private static final long serialVersionUID = 1;

  private final ActivationMap map;

  private GradCam(ActivationMap map) {
    this.map = requireNonNull(map, "map");
  }

  /**
   * The map of the last layer with more than one position, in the input's size, without negative
   * values.
   *
   * @return the method
   */
  public static GradCam of() {
    return new GradCam(ActivationMap.ofLastLayer());
  }

  /**
   * Chooses the layer and the form of its map.
   *
   * @param newMap {@link ActivationMap#ofLastLayer()} by default
   * @return a new method
   */
  public GradCam withMap(ActivationMap newMap) {
    return new GradCam(newMap);
  }

  /** {@return the layer and the form of the map} */
  public ActivationMap map() {
    return map;
  }

  @Override
  public ModifiedGradient gradient() {
    return ModifiedGradient.of().at(map, ClassActivation.GRAD_CAM);
  }
}
