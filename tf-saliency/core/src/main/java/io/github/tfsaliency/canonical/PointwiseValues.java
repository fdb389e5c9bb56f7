package io.github.tfsaliency.canonical;

import com.google.common.collect.ContiguousSet;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.activation.Erf;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import org.tensorflow.proto.NodeDef;

/** The values of pointwise ops, in double precision; truth values are 0 and 1. */
final class PointwiseValues {
  private static final double SELU_SCALE = 1.0507009873554805;
  private static final double SELU_ALPHA = 1.6732632423543772;

  /** What keeps its input's values beside identities and other shapes. */
  private static final ImmutableSet<String> KEEPING =
      ImmutableSet.of("BroadcastTo", "Cast", "PreventGradient", "ReadVariableOp");

  private static final ImmutableMap<String, DoubleUnaryOperator> OF_ONE =
      ImmutableMap.<String, DoubleUnaryOperator>builder()
          .put("Abs", Math::abs)
          .put("Cast", x -> x)
          .put("Elu", x -> x > 0 ? x : Math.expm1(x))
          .put("Erf", Erf::of)
          .put("Erfc", x -> 1 - Erf.of(x))
          .put("Exp", Math::exp)
          .put("Expm1", Math::expm1)
          .put("Identity", x -> x)
          .put("Inv", x -> 1 / x)
          .put("Log", Math::log)
          .put("Log1p", Math::log1p)
          .put("LogicalNot", x -> truth(x == 0))
          .put("Neg", x -> -x)
          .put("Reciprocal", x -> 1 / x)
          .put("Relu", x -> Math.max(x, 0))
          .put("Relu6", x -> Math.min(6, Math.max(x, 0)))
          .put("Rsqrt", x -> 1 / Math.sqrt(x))
          .put("Selu", x -> SELU_SCALE * (x > 0 ? x : SELU_ALPHA * Math.expm1(x)))
          .put("Sigmoid", x -> 1 / (1 + Math.exp(-x)))
          .put("Sign", Math::signum)
          .put("Softplus", x -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))))
          .put("Softsign", x -> x / (1 + Math.abs(x)))
          .put("Sqrt", Math::sqrt)
          .put("Square", x -> x * x)
          .put("Tanh", Math::tanh)
          .buildOrThrow();

  private static final ImmutableMap<String, DoubleBinaryOperator> OF_TWO =
      ImmutableMap.<String, DoubleBinaryOperator>builder()
          .put("Add", (a, b) -> a + b)
          .put("AddV2", (a, b) -> a + b)
          .put("Div", (a, b) -> a / b)
          .put("DivNoNan", (a, b) -> b == 0 ? 0 : a / b)
          .put("Equal", (a, b) -> truth(a == b))
          .put("Greater", (a, b) -> truth(a > b))
          .put("GreaterEqual", (a, b) -> truth(a >= b))
          .put("Less", (a, b) -> truth(a < b))
          .put("LessEqual", (a, b) -> truth(a <= b))
          .put("LogicalAnd", (a, b) -> truth(a != 0 && b != 0))
          .put("LogicalOr", (a, b) -> truth(a != 0 || b != 0))
          .put("Maximum", Math::max)
          .put("Minimum", Math::min)
          .put("Mul", (a, b) -> a * b)
          .put("MulNoNan", (a, b) -> b == 0 ? 0 : a * b)
          .put("NotEqual", (a, b) -> truth(a != b))
          .put("Pow", Math::pow)
          .put("RealDiv", (a, b) -> a / b)
          .put("SquaredDifference", (a, b) -> (a - b) * (a - b))
          .put("Sub", (a, b) -> a - b)
          .buildOrThrow();

  private static final ImmutableSet<String> OTHERS =
      ImmutableSet.of("AddN", "ClipByValue", "Fill", "Select", "SelectV2");

  private PointwiseValues() {}

  /** Whether a node's values are those of its first input, whatever becomes of its shape. */
  static boolean keeps(String op) {
    return OpTable.isAny(op, OpTrait.IDENTITY, OpTrait.RESHAPE) || KEEPING.contains(op);
  }

  static boolean knows(NodeDef node) {
    String op = node.getOp();
    return isOfOne(op)
        || OF_TWO.containsKey(op)
        || OTHERS.contains(op)
        || OpTable.is(op, OpTrait.FILLED)
        || ScalingEinsum.isPointwise(node);
  }

  private static boolean isOfOne(String op) {
    return OF_ONE.containsKey(op) || op.equals("LeakyRelu");
  }

  /** The inputs whose values count; sizes do not. */
  static ImmutableList<Integer> operands(NodeDef node) {
    String op = node.getOp();
    if (OpTable.is(op, OpTrait.FILLED)) {
      return ImmutableList.of();
    }
    int first = op.equals("Fill") ? 1 : 0;
    int end = isOfOne(op) ? 1 : node.getInputCount();
    return ImmutableList.copyOf(ContiguousSet.closedOpen(first, end));
  }

  /** The value of a node whose operands have these values; empty if the op is not known. */
  static Optional<Double> of(NodeDef node, double... v) {
    if (!knows(node) || v.length != operands(node).size()) {
      return Optional.empty();
    }
    DoubleUnaryOperator one = OF_ONE.get(node.getOp());
    DoubleBinaryOperator two = OF_TWO.get(node.getOp());
    return Optional.of(
        one != null
            ? one.applyAsDouble(v[0])
            : two != null ? two.applyAsDouble(v[0], v[1]) : other(node, v));
  }

  private static double other(NodeDef node, double... v) {
    return switch (node.getOp()) {
      case "LeakyRelu" -> v[0] > 0 ? v[0] : v[0] * slope(node);
      case "ZerosLike" -> 0;
      case "OnesLike" -> 1;
      case "ClipByValue" -> Math.max(v[1], Math.min(v[0], v[2]));
      case "Select", "SelectV2" -> v[0] != 0 ? v[1] : v[2];
      case "Einsum" -> DoubleStream.of(v).reduce(1, (a, b) -> a * b);
      // A sum of any number, and what fills with one.
      default -> DoubleStream.of(v).sum();
    };
  }

  private static double slope(NodeDef node) {
    return node.containsAttr("alpha") ? NodeOutputs.attribute(node, "alpha").getF() : 0.2;
  }

  private static double truth(boolean holds) {
    return holds ? 1 : 0;
  }
}
