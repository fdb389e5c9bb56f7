package io.github.tfsaliency.opgradient;

import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;

/** Ops that multiply their data by constants or add constants: y = s x + t. */
public final class AffineOp {
  private AffineOp() {}

  /**
   * What the op multiplies its data with.
   *
   * @param n the node
   * @param data which of its inputs the data is
   * @return s; null where it is 1
   */
  public static @Nullable Operand<?> scale(OpNode n, int data) {
    return switch (n.op()) {
      case "Mul" -> n.x(1 - data);
      case "Div", "RealDiv" -> n.apply("Reciprocal", n.x(1));
      case "Neg" -> n.number(-1, n.x(0));
      case "Sub" -> data == 1 ? n.number(-1, n.x(1)) : null;
      case "FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3" -> batchNormScale(n);
      default -> null;
    };
  }

  /**
   * The op on other data.
   *
   * @param n the node
   * @param data which of its inputs the data is
   * @param values of the shape of the node's own data
   * @return s x + t
   */
  public static Operand<?> apply(OpNode n, int data, Operand<?> values) {
    return switch (n.op()) {
      case "Neg" -> n.neg(values);
      case "BiasAdd" -> n.apply("BiasAdd", values, n.x(1));
      case "FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3" -> {
        Operand<?> scale = batchNormScale(n);
        Operand<?> offset = n.sub(n.x(2), n.mul(n.x(3), scale));
        yield n.add(
            n.mul(values, n.cast(scale, OpNode.type(values))), n.cast(offset, OpNode.type(values)));
      }
      default -> data == 0 ? n.apply(n.op(), values, n.x(1)) : n.apply(n.op(), n.x(0), values);
    };
  }

  /** What a BatchNorm in inference multiplies each channel with. */
  static Operand<?> batchNormScale(OpNode n) {
    Operand<?> variance = n.x(4);
    Operand<?> epsilon = n.number(n.attribute("epsilon").getF(), variance);
    return n.mul(n.x(1), n.apply("Rsqrt", n.add(variance, epsilon)));
  }
}
