package io.github.tfsaliency.method;

import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.explain.SinglePassMethod;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.gradient.ModifiedGradient.Factor;

/**
 * FullGrad: the score is the sum of the input times its gradient and of every bias times its
 * gradient. The map shows all these terms together.
 *
 * <pre>
 * S = x dS/dx + sum over layers of b dS/db
 * A = psi(x dS/dx) + sum over layers of psi(b dS/db)
 * </pre>
 *
 * <p>psi computes absolute values, scales them to [0, 1] for each sample, resizes them to the
 * input's size and sums over channels, as in the authors' code. The map is {@code [N, H, W, 1]}. A
 * bias is any added value that does not depend on the input: in linear layers, in BatchNorm, in a
 * normalization of the input inside the model, or in a separate layer. {@linkplain
 * io.github.tfsaliency.attribution.Attribution#gaps() Gaps} are the difference between the sum of
 * the terms, before psi, and the score. In theory they are 0 for networks of ReLUs, pooling and
 * affine parts. Cost: about 2 forward passes. Does not show signs, or which layers matter: psi
 * scales all layers equally.
 *
 * <p>Source: Srinivas, Fleuret, <i>Full-Gradient Representation for Neural Network
 * Visualization</i>, NeurIPS 2019, equations 3 and 7.
 *
 * @since 0.1.0
 */
public final class FullGrad extends Value implements SinglePassMethod {
  private static final long serialVersionUID = 1;

  private FullGrad() {}

  /**
   * The method.
   *
   * @return the only instance
   */
  public static FullGrad of() {
    return new FullGrad();
  }

  @Override
  public ModifiedGradient gradient() {
    return ModifiedGradient.of().times(Factor.INPUT_AND_BIASES);
  }
}
