package io.github.tfsaliency.method;

import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.explain.SinglePassMethod;
import io.github.tfsaliency.gradient.ActivationMap;
import io.github.tfsaliency.gradient.ModifiedGradient;

/**
 * Grad-CAM++: Grad-CAM with a weight for each position of a channel, so that several objects of the
 * class are visible.
 *
 * <pre>
 * A = relu(sum over k of w_k a_k),  w_k = sum(alpha relu(g)),  alpha = g^2 / (2 g^2 + sum(a) g^3)
 * </pre>
 *
 * <p>a are the layer's activations, g the score's gradient with respect to them, k counts channels.
 * The map is {@code [N, H, W, 1]}, or has the layer's size. Cost: less than 2 forward passes. Does
 * not show anything finer than the layer; a resized map looks smooth only because it was resized.
 *
 * <p>Source: Chattopadhay, Sarkar, Howlader, Balasubramanian, <i>Grad-CAM++: Generalized
 * Gradient-based Visual Explanations for Deep Convolutional Networks</i>, WACV 2018, equations 5
 * and 19; the factor exp(S), the same for the whole map, is left out, as in the peers.
 *
 * @since 0.1.0
 */
public final class GradCamPlusPlus extends Value implements SinglePassMethod {
  private static final long serialVersionUID = 1;

  private final ActivationMap map;

  private GradCamPlusPlus(ActivationMap map) {
    this.map = requireNonNull(map, "map");
  }

  /**
   * The map of the last layer with more than one position, in the input's size, without negative
   * values.
   *
   * @return the method
   */
  public static GradCamPlusPlus of() {
    return new GradCamPlusPlus(ActivationMap.ofLastLayer());
  }

  /**
   * Chooses the layer and the form of its map.
   *
   * @param newMap {@link ActivationMap#ofLastLayer()} by default
   * @return a new method
   */
  public GradCamPlusPlus withMap(ActivationMap newMap) {
    return new GradCamPlusPlus(newMap);
  }

  /** {@return the layer and the form of the map} */
  public ActivationMap map() {
    return map;
  }

  @Override
  public ModifiedGradient gradient() {
    return ModifiedGradient.of().at(map, ClassActivation.GRAD_CAM_PLUS_PLUS);
  }
}
