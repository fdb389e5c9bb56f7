package io.github.tfsaliency.method;

import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.explain.SinglePassMethod;
import io.github.tfsaliency.gradient.ActivationMap;
import io.github.tfsaliency.gradient.ModifiedGradient;

/**
 * HiRes-CAM: each position of a layer is weighted by its own gradient. So the map shows where the
 * model looked. Grad-CAM averages the gradient and may show other positions.
 *
 * <pre>A = relu(sum over k of g_k a_k)</pre>
 *
 * <p>a are the layer's activations, g the score's gradient with respect to them, k counts channels.
 * The map is {@code [N, H, W, 1]}, or has the layer's size. Cost: less than 2 forward passes. Does
 * not show anything finer than the layer; a resized map looks smooth only because it was resized.
 *
 * <p>Source: Draelos, Carin, <i>Use HiResCAM instead of Grad-CAM for Faithful Explanations of
 * Convolutional Neural Networks</i>, 2020, equation 6.
 *
 * @since 0.1.0
 */
public final class HiResCam extends Value implements SinglePassMethod {
  private static final long serialVersionUID = 1;

  private final ActivationMap map;

  private HiResCam(ActivationMap map) {
    this.map = requireNonNull(map, "map");
  }

  /**
   * The map of the last layer with more than one position, in the input's size, without negative
   * values.
   *
   * @return the method
   */
  public static HiResCam of() {
    return new HiResCam(ActivationMap.ofLastLayer());
  }

  /**
   * Chooses the layer and the form of its map.
   *
   * @param newMap {@link ActivationMap#ofLastLayer()} by default
   * @return a new method
   */
  public HiResCam withMap(ActivationMap newMap) {
    return new HiResCam(newMap);
  }

  /** {@return the layer and the form of the map} */
  public ActivationMap map() {
    return map;
  }

  @Override
  public ModifiedGradient gradient() {
    return ModifiedGradient.of().at(map, ClassActivation.HI_RES_CAM);
  }
}
