package io.github.tfsaliency.graph;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import org.tensorflow.proto.NodeDef;

/** Ops that compute each value from the values at the same place. */
public final class PointwiseOps {
  private PointwiseOps() {}

  /** Whether a node is a nonlinear function of one tensor. */
  public static boolean isActivation(NodeDef node, ImmutableList<Integer> varying) {
    return varying.size() == 1 && isNonlinear(node.getOp());
  }

  public static boolean isPointwise(NodeDef node) {
    return isNonlinear(node.getOp())
        || OpTable.is(node.getOp(), OpTrait.ARITHMETIC)
        || node.getOp().equals("StopGradient")
        || node.getOp().equals("Cast");
  }

  private static boolean isNonlinear(String op) {
    return OpTable.is(op, OpTrait.UNARY) || OpTable.is(op, OpTrait.BINARY);
  }

  /** Whether the node is a sum or mean over dimensions. */
  public static boolean isStatistic(NodeDef node) {
    return node.getOp().equals("Mean") || node.getOp().equals("Sum");
  }

  /** Whether a sum or mean keeps the dimensions that it is over, with size 1. */
  public static boolean keepsDimensions(NodeDef statistic) {
    return NodeOutputs.attribute(statistic, "keep_dims").getB();
  }
}
