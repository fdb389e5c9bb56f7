package io.github.tfsaliency.method.attention;

import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.explain.SinglePassMethod;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.gradient.ModifiedGradient.Factor;
import io.github.tfsaliency.gradient.ModifiedGradient.Seed;

/**
 * LibraGrad: the gradient of a transformer in which some values are held constant, so that each
 * layer conserves the attribution that it receives.
 *
 * <pre>
 * attention A v             A is held: the gradient goes to v alone
 * LayerNorm, RMSNorm, x / |x|   the divisor is held; the mean is not
 * x gate(x)                 the gate is held: GELU, SiLU, x sigmoid(1.702 x), hard-swish, Mish
 * products of two tensors   both factors get half of their gradient: gated MLPs
 * </pre>
 *
 * <p>Everything else keeps its gradient, including other activations. The forward pass is the
 * model's own. If the target is a cosine, its length is held. With all these values held at their
 * values for x, the network is affine around x, apart from other activations: x times the map, plus
 * b dS/db of every bias, sums to the score. The map has the input's shape. Cost: 2 forward passes.
 * Does not show which tokens attend to which: inputs that change only the attention weights get
 * nothing. Models without transformers are explained, too, if they have any of these layers.
 *
 * <p>Source: Mehri, Baghshah, Pilehvar, <i>LibraGrad: Balancing Gradient Flow for Universally
 * Better Vision Transformer Attributions</i>, CVPR 2025. Hard-swish, Mish and the length of a
 * cosine are additions of this library; the authors' change of the gradient of the patch embedding
 * is left out.
 *
 * @since 0.1.0
 */
public final class LibraGrad extends Value implements SinglePassMethod {
  private static final long serialVersionUID = 1;

  private final boolean multipliedByInput;

  private LibraGrad(boolean multipliedByInput) {
    this.multipliedByInput = multipliedByInput;
  }

  /**
   * The gradient itself.
   *
   * @return the method
   */
  public static LibraGrad of() {
    return new LibraGrad(false);
  }

  /**
   * Multiplies the map by the input.
   *
   * @return a new method
   */
  public LibraGrad withMultiplicationByInput() {
    return new LibraGrad(true);
  }

  /** {@return whether the map is multiplied by the input} */
  public boolean multipliedByInput() {
    return multipliedByInput;
  }

  @Override
  public ModifiedGradient gradient() {
    ModifiedGradient gradient = ModifiedGradient.of(LibraRules.ALL).from(Seed.ONE_BY_LENGTH);
    return multipliedByInput ? gradient.times(Factor.INPUT) : gradient;
  }
}
