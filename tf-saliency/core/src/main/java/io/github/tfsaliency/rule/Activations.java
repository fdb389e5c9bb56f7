package io.github.tfsaliency.rule;

import io.github.tfsaliency.gradient.NodeSelector;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;

/**
 * The kinds of nodes that the modified activations apply to.
 *
 * @since 0.1.0
 */
public final class Activations {
  /** Rectifiers: the activations for which guided backpropagation and DeconvNet are defined. */
  public static final NodeSelector RECTIFIERS = NodeSelector.ops(OpTable.with(OpTrait.RECTIFIER));

  /**
   * Every element-wise nonlinearity that is a single op. Swish, GELU and similar functions are
   * several ops in a graph; only their sigmoid, tanh or erf is an activation here, as in the
   * authors' code.
   */
  public static final NodeSelector ALL = NodeSelector.ops(OpTable.with(OpTrait.ACTIVATION));

  private Activations() {}
}
