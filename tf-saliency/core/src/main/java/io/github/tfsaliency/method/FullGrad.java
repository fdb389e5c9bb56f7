package io.github.tfsaliency.method;

import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.explain.SinglePassMethod;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.gradient.ModifiedGradient.Factor;

/**
 * FullGrad: the score as the sum of the input times its gradient and of every bias times its own,
 * shown together as one picture.
 *
 * <pre>
 * S = x dS/dx + sum over layers of b dS/db
 * A = psi(x dS/dx) + sum over layers of psi(b dS/db)
 * </pre>
 *
 * <p>psi takes absolute values, scales each sample's to [0, 1], resizes them to the input's size
 * and sums over channels, as the authors' code does. The map is {@code [N, H, W, 1]}. A bias is
 * whatever a node adds that does not depend on the input: of linear layers, of BatchNorm, of a
 * normalization of the input inside the model, of a layer of its own. {@linkplain
 * io.github.tfsaliency.attribution.Attribution#gaps() Gaps} say how far the terms, before psi, are
 * from the score: about 0 for networks of ReLUs, pooling and affine parts, as the theory has it.
 * Cost: about 2 forward passes. Does not show signs, nor which layers matter: psi makes all alike.
 *
 * <p>Source: Srinivas, Fleuret, <i>Full-Gradient Representation for Neural Network
 * Visualization</i>, NeurIPS 2019, equations 3 and 7.
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
