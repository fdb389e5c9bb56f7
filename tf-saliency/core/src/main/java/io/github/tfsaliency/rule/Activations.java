package io.github.tfsaliency.rule;

import io.github.tfsaliency.gradient.NodeSelector;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;

/** The kinds of nodes that the modified activations apply to. */
public final class Activations {
  /** Rectifiers: what guided backpropagation and DeconvNet are defined for. */
  public static final NodeSelector RECTIFIERS = NodeSelector.ops(OpTable.with(OpTrait.RECTIFIER));

  /**
   * Every element-wise nonlinearity with an op of its own. Swish, GELU and their kin are several
   * ops in a graph; of these the sigmoid, tanh or erf alone is an activation here, as in the
   * authors' code.
   */
  public static final NodeSelector ALL = NodeSelector.ops(OpTable.with(OpTrait.ACTIVATION));

  private Activations() {}
}
