package io.github.tfsaliency.canonical;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.activation.Erf;
import io.github.tfsaliency.graph.NodeOutputs;
import java.util.Optional;
import org.tensorflow.proto.NodeDef;

/** What pointwise ops compute, in double precision; truths are 0 and 1. */
final class PointwiseValues {
  private static final double SELU_SCALE = 1.0507009873554805;
  private static final double SELU_ALPHA = 1.6732632423543772;

  /** Their values are those of their first input, whatever becomes of its shape. */
  static final ImmutableSet<String> SAME =
      ImmutableSet.of(
          "BroadcastTo",
          "Cast",
          "CheckNumerics",
          "EnsureShape",
          "ExpandDims",
          "Identity",
          "PreventGradient",
          "ReadVariableOp",
          "Reshape",
          "Snapshot",
          "Squeeze");

  private static final ImmutableSet<String> OF_ONE =
      ImmutableSet.of(
          "Abs",
          "Cast",
          "Elu",
          "Erf",
          "Erfc",
          "Exp",
          "Expm1",
          "Identity",
          "Inv",
          "LeakyRelu",
          "Log",
          "Log1p",
          "LogicalNot",
          "Neg",
          "OnesLike",
          "Reciprocal",
          "Relu",
          "Relu6",
          "Rsqrt",
          "Selu",
          "Sigmoid",
          "Sign",
          "Softplus",
          "Softsign",
          "Sqrt",
          "Square",
          "Tanh",
          "ZerosLike");

  private static final ImmutableSet<String> OF_TWO =
      ImmutableSet.of(
          "Add",
          "AddV2",
          "Div",
          "DivNoNan",
          "Equal",
          "Greater",
          "GreaterEqual",
          "Less",
          "LessEqual",
          "LogicalAnd",
          "LogicalOr",
          "Maximum",
          "Minimum",
          "Mul",
          "MulNoNan",
          "NotEqual",
          "Pow",
          "RealDiv",
          "SquaredDifference",
          "Sub");

  private static final ImmutableSet<String> OF_THREE =
      ImmutableSet.of("ClipByValue", "Select", "SelectV2");

  private PointwiseValues() {}

  static boolean knows(NodeDef node) {
    String op = node.getOp();
    return OF_ONE.contains(op)
        || OF_TWO.contains(op)
        || OF_THREE.contains(op)
        || op.equals("AddN")
        || op.equals("Fill")
        || ScalingEinsum.isPointwise(node);
  }

  /** The inputs whose values count; sizes do not. */
  static ImmutableList<Integer> operands(NodeDef node) {
    return switch (node.getOp()) {
      case "ZerosLike", "OnesLike" -> ImmutableList.of();
      case "Fill" -> ImmutableList.of(1);
      default -> {
        int count = OF_ONE.contains(node.getOp()) ? 1 : node.getInputCount();
        ImmutableList.Builder<Integer> all = ImmutableList.builder();
        for (int i = 0; i < count; i++) {
          all.add(i);
        }
        yield all.build();
      }
    };
  }

  /** The value of a node whose operands have these values; empty if the op is not known. */
  static Optional<Double> of(NodeDef node, double... v) {
    if (!knows(node) || v.length != operands(node).size()) {
      return Optional.empty();
    }
    return Optional.of(
        switch (v.length) {
          case 1 -> ofOne(node, v[0]);
          case 2 -> node.getOp().equals("AddN") ? v[0] + v[1] : ofTwo(node.getOp(), v[0], v[1]);
          default -> ofMore(node.getOp(), v);
        });
  }

  private static double ofOne(NodeDef node, double x) {
    return switch (node.getOp()) {
      case "Abs" -> Math.abs(x);
      case "AddN", "Cast", "Fill", "Identity" -> x;
      case "Elu" -> x > 0 ? x : Math.expm1(x);
      case "Erf" -> Erf.of(x);
      case "Erfc" -> 1 - Erf.of(x);
      case "Exp" -> Math.exp(x);
      case "Expm1" -> Math.expm1(x);
      case "Inv", "Reciprocal" -> 1 / x;
      case "LeakyRelu" -> x > 0 ? x : x * slope(node);
      case "Log" -> Math.log(x);
      case "Log1p" -> Math.log1p(x);
      case "LogicalNot" -> truth(x == 0);
      case "Neg" -> -x;
      case "Relu" -> Math.max(x, 0);
      case "Relu6" -> Math.min(6, Math.max(x, 0));
      case "Rsqrt" -> 1 / Math.sqrt(x);
      case "Selu" -> SELU_SCALE * (x > 0 ? x : SELU_ALPHA * Math.expm1(x));
      case "Sigmoid" -> 1 / (1 + Math.exp(-x));
      case "Sign" -> Math.signum(x);
      case "Softplus" -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
      case "Softsign" -> x / (1 + Math.abs(x));
      case "Sqrt" -> Math.sqrt(x);
      case "Square" -> x * x;
      case "Tanh" -> Math.tanh(x);
      default -> Double.NaN;
    };
  }

  private static double slope(NodeDef node) {
    return node.containsAttr("alpha") ? NodeOutputs.attribute(node, "alpha").getF() : 0.2;
  }

  private static double ofTwo(String op, double a, double b) {
    return switch (op) {
      case "Add", "AddV2" -> a + b;
      case "Div", "RealDiv" -> a / b;
      case "DivNoNan" -> b == 0 ? 0 : a / b;
      case "Equal" -> truth(a == b);
      case "Greater" -> truth(a > b);
      case "GreaterEqual" -> truth(a >= b);
      case "Less" -> truth(a < b);
      case "LessEqual" -> truth(a <= b);
      case "LogicalAnd" -> truth(a != 0 && b != 0);
      case "LogicalOr" -> truth(a != 0 || b != 0);
      case "Maximum" -> Math.max(a, b);
      case "Minimum" -> Math.min(a, b);
      case "Einsum", "Mul" -> a * b;
      case "MulNoNan" -> b == 0 ? 0 : a * b;
      case "NotEqual" -> truth(a != b);
      case "Pow" -> Math.pow(a, b);
      case "SquaredDifference" -> (a - b) * (a - b);
      case "Sub" -> a - b;
      default -> Double.NaN;
    };
  }

  private static double ofMore(String op, double... v) {
    return switch (op) {
      case "ZerosLike" -> 0;
      case "OnesLike" -> 1;
      case "ClipByValue" -> Math.max(v[1], Math.min(v[0], v[2]));
      case "Select", "SelectV2" -> v[0] != 0 ? v[1] : v[2];
      default -> {
        double sum = 0;
        for (double value : v) {
          sum += value;
        }
        yield sum;
      }
    };
  }

  private static double truth(boolean holds) {
    return holds ? 1 : 0;
  }
}
