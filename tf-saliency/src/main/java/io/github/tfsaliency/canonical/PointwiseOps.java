package io.github.tfsaliency.canonical;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.graph.NodeOutputs;
import org.tensorflow.proto.NodeDef;

/** Ops that compute each value from the values at the same place. */
final class PointwiseOps {
  private static final ImmutableSet<String> UNARY =
      ImmutableSet.of(
          "Abs",
          "Acos",
          "Acosh",
          "Asin",
          "Asinh",
          "Atan",
          "Atanh",
          "Cos",
          "Cosh",
          "Elu",
          "Erf",
          "Erfc",
          "Exp",
          "Expm1",
          "Inv",
          "LeakyRelu",
          "Log",
          "Log1p",
          "Reciprocal",
          "Relu",
          "Relu6",
          "Rsqrt",
          "Selu",
          "Sigmoid",
          "Sin",
          "Sinh",
          "Softplus",
          "Softsign",
          "Sqrt",
          "Square",
          "Tan",
          "Tanh");

  /** Nonlinear with a constant too. */
  private static final ImmutableSet<String> BINARY =
      ImmutableSet.of(
          "Atan2", "Div", "DivNoNan", "Maximum", "Minimum", "Pow", "RealDiv", "SquaredDifference");

  private static final ImmutableSet<String> LINEAR =
      ImmutableSet.of("Add", "AddN", "AddV2", "BiasAdd", "Mul", "MulNoNan", "Neg", "Sub");

  private PointwiseOps() {}

  /** Whether a node is a nonlinear function of one tensor. */
  static boolean isActivation(NodeDef node, ImmutableList<Integer> varying) {
    return varying.size() == 1 && (UNARY.contains(node.getOp()) || BINARY.contains(node.getOp()));
  }

  static boolean isPointwise(NodeDef node) {
    return UNARY.contains(node.getOp())
        || BINARY.contains(node.getOp())
        || LINEAR.contains(node.getOp())
        || node.getOp().equals("StopGradient")
        || node.getOp().equals("Cast");
  }

  /** Whether the node is a sum or mean over dimensions that it keeps with size 1. */
  static boolean isStatistic(NodeDef node) {
    return (node.getOp().equals("Mean") || node.getOp().equals("Sum"))
        && NodeOutputs.attribute(node, "keep_dims").getB();
  }
}
