package io.github.tfsaliency.opgradient;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.proto.NodeDef;

/**
 * Multipliers of nonlinear ops of one tensor or of several: what stands instead of the derivative
 * so that the differences of the inputs from a reference add up to that of the output.
 *
 * <pre>
 * product a b:  da (b + b0) / 2 + db (a + a0) / 2
 * quotient:     the product with 1 / b, whose multiplier is -1 / (b b0)
 * softmax:      m_ij = w_i (delta_ij - w_j / sum w),  w = (y - y0) / (ln y - ln y0)
 * </pre>
 *
 * <p>Powers have theirs in closed form: near zero, as behind the variance of a normalization, a
 * quotient of differences would round away.
 */
public final class DifferenceGradients {
  /** Beyond it a series is less exact than the quotient. */
  private static final double LONG = 0.1;

  /**
   * If they are nearer to each other than this fraction of their sum, the quotient is less exact
   * than the midpoint.
   */
  private static final double NEAR = 1e-4;

  private static final ImmutableMap<String, OpGradient> TABLE =
      ImmutableMap.<String, OpGradient>builder()
          .put("BatchMatMul", DifferenceGradients::matrixProduct)
          .put("BatchMatMulV2", DifferenceGradients::matrixProduct)
          .put("BatchMatMulV3", DifferenceGradients::matrixProduct)
          .put("ComplexAbs", DifferenceGradients::magnitude)
          .put("Div", DifferenceGradients::quotient)
          .put("DivNoNan", DifferenceGradients::quotientOrZero)
          .put("Einsum", DifferenceGradients::matrixProduct)
          .put("EuclideanNorm", ReductionGradients::normDifference)
          .put("Inv", DifferenceGradients::reciprocal)
          .put("L2Loss", n -> Arrays.asList(n.mul(n.dy(), mean(n, 0))))
          .put("LogSoftmax", DifferenceGradients::logSoftmax)
          .put("MatMul", DifferenceGradients::matrixProduct)
          .put("Max", ReductionGradients::extremeDifference)
          .put("Maximum", n -> larger(n, 1))
          .put("Min", ReductionGradients::extremeDifference)
          .put("Minimum", n -> larger(n, -1))
          .put("Mul", DifferenceGradients::product)
          .put("MulNoNan", DifferenceGradients::product)
          .put("Pow", DifferenceGradients::power)
          .put("RealDiv", DifferenceGradients::quotient)
          .put("Reciprocal", DifferenceGradients::reciprocal)
          .put("Rsqrt", DifferenceGradients::reciprocalRoot)
          .put("Softmax", DifferenceGradients::softmax)
          .put("Sqrt", n -> Arrays.asList(n.div(n.dy(), n.add(n.y(0), n.y0(0)))))
          .put("Square", n -> Arrays.asList(n.mul(n.dy(), n.add(n.x(0), n.x0(0)))))
          .put("SquaredDifference", DifferenceGradients::squaredDifference)
          .buildOrThrow();

  /** A power of one tensor alone has an exponent that does not depend on the input. */
  private static final ImmutableSet<String> POWERS =
      ImmutableSet.of("Inv", "Pow", "Reciprocal", "Rsqrt", "Sqrt", "Square");

  private DifferenceGradients() {}

  /**
   * Whether a function of one tensor has its multiplier here.
   *
   * @param op of the node that is the function
   * @return whether it is a power
   */
  public static boolean isPower(String op) {
    return POWERS.contains(op);
  }

  /**
   * Whether the difference of the output is the derivative times those of the inputs.
   *
   * @param node the node
   * @param carrying the inputs whose differences count
   * @return whether the op is linear in all of them together
   */
  public static boolean isLinear(NodeDef node, ImmutableSet<Integer> carrying) {
    String op = node.getOp();
    if (OpTable.is(op, OpTrait.BATCH_NORM)) {
      return !NodeOutputs.attribute(node, "is_training").getB()
          && carrying.equals(ImmutableSet.of(0));
    }
    if (OpTable.isAny(op, OpTrait.QUOTIENT, OpTrait.DIVISION)) {
      return carrying.equals(ImmutableSet.of(0));
    }
    if (OpTable.isAny(op, OpTrait.LINEAR, OpTrait.PRODUCT)) {
      return carrying.size() == 1;
    }
    if (OpTable.is(op, OpTrait.ARITHMETIC) && carrying.size() == 1) {
      return true;
    }
    return OpTable.isAny(
        op,
        OpTrait.MOVER,
        OpTrait.SUM,
        OpTrait.AFFINE,
        OpTrait.AVERAGE,
        OpTrait.ADDITIVE,
        OpTrait.IDENTITY,
        OpTrait.GRADIENT_PASSING);
  }

  /**
   * The multipliers of a node that is not linear.
   *
   * @param node the node
   * @param carrying the inputs whose differences count
   * @return empty where they are not known
   */
  public static Optional<OpGradient> of(NodeDef node, ImmutableSet<Integer> carrying) {
    boolean known =
        NodeOutputs.isFloating(NodeOutputs.type(node, 0))
            && switch (node.getOp()) {
              case "Einsum" -> LinearOp.isBilinear(node);
              case "Pow" -> carrying.equals(ImmutableSet.of(0));
              default -> true;
            };
    return known ? Optional.ofNullable(TABLE.get(node.getOp())) : Optional.empty();
  }

  /**
   * The multipliers of exponentials by their sum, which then are those of a softmax: they do not
   * depend on what was subtracted from all exponents.
   *
   * @return for a division whose first operand is exp(u), and whose second is the sum of that
   */
  public static OpGradient ofWrittenSoftmax() {
    return DifferenceGradients::writtenSoftmax;
  }

  /** Divided by the multipliers of the exponentials, through which they go on to the exponents. */
  private static List<@Nullable Operand<?>> writtenSoftmax(OpNode n) {
    Operand<?> change = n.sub(n.apply("Log", n.x(0)), n.apply("Log", n.x0(0)));
    Operand<?> ofSum = n.sub(n.apply("Log", n.x(1)), n.apply("Log", n.x0(1)));
    Operand<?> weights = logarithmicMean(n, n.y(0), n.y0(0), n.sub(change, ofSum));
    Operand<?> sum = n.reduceTo(1, n.mul(n.dy(), weights));
    Operand<?> mean = n.div(sum, n.reduceTo(1, weights));
    Operand<?> exponents = n.mul(weights, n.sub(n.dy(), mean));
    return Arrays.asList(
        n.apply("DivNoNan", exponents, logarithmicMean(n, n.x(0), n.x0(0), change)), null);
  }

  /** Of the input and the reference. */
  private static Operand<?> mean(OpNode n, int input) {
    return half(n, n.add(n.x(input), n.x0(input)));
  }

  private static Operand<?> half(OpNode n, Operand<?> operand) {
    return n.mul(n.number(0.5, operand), operand);
  }

  private static List<@Nullable Operand<?>> product(OpNode n) {
    return Arrays.asList(
        n.reduceTo(0, n.mul(n.dy(), mean(n, 1))), n.reduceTo(1, n.mul(n.dy(), mean(n, 0))));
  }

  private static List<@Nullable Operand<?>> matrixProduct(OpNode n) {
    return LinearOp.productGradients(n, mean(n, 0), mean(n, 1));
  }

  private static List<@Nullable Operand<?>> quotient(OpNode n) {
    Operand<?> inverse = n.apply("Reciprocal", n.x(1));
    Operand<?> inverse0 = n.apply("Reciprocal", n.x0(1));
    return quotient(n, inverse, inverse0, n.neg(n.mul(inverse, inverse0)));
  }

  private static List<@Nullable Operand<?>> quotientOrZero(OpNode n) {
    Operand<?> one = n.number(1, n.x(1));
    Operand<?> inverse = n.apply("DivNoNan", one, n.x(1));
    Operand<?> inverse0 = n.apply("DivNoNan", one, n.x0(1));
    Operand<?> closed = n.neg(n.mul(inverse, inverse0));
    Operand<?> slope = n.apply("DivNoNan", n.sub(inverse, inverse0), n.sub(n.x(1), n.x0(1)));
    Operand<?> isZero = n.apply("Equal", closed, n.zerosLike(closed));
    return quotient(n, inverse, inverse0, n.apply("SelectV2", isZero, slope, closed));
  }

  /** By 1 / b, 1 / b0, and the multiplier of 1 / b. */
  private static List<@Nullable Operand<?>> quotient(
      OpNode n, Operand<?> inverse, Operand<?> inverse0, Operand<?> slope) {
    return Arrays.asList(
        n.reduceTo(0, n.mul(n.dy(), half(n, n.add(inverse, inverse0)))),
        n.reduceTo(1, n.mul(n.dy(), n.mul(mean(n, 0), slope))));
  }

  private static List<@Nullable Operand<?>> reciprocal(OpNode n) {
    return Arrays.asList(n.neg(n.mul(n.dy(), n.mul(n.y(0), n.y0(0)))));
  }

  /** -(y y0)^2 / (y + y0). */
  private static List<@Nullable Operand<?>> reciprocalRoot(OpNode n) {
    Operand<?> product = n.mul(n.y(0), n.y0(0));
    Operand<?> slope = n.mul(product, n.div(product, n.add(n.y(0), n.y0(0))));
    return Arrays.asList(n.neg(n.mul(n.dy(), slope)));
  }

  /** Of a constant exponent c; where x is near x0, c m^(c - 1) at their mean. */
  private static List<@Nullable Operand<?>> power(OpNode n) {
    Operand<?> change = n.sub(n.x(0), n.x0(0));
    Operand<?> size = n.add(n.apply("Abs", n.x(0)), n.apply("Abs", n.x0(0)));
    Operand<?> near =
        n.apply("LessEqual", n.apply("Abs", change), n.mul(n.number(NEAR, size), size));
    Operand<?> exponent = n.x(1);
    Operand<?> derivative =
        n.mul(exponent, n.apply("Pow", mean(n, 0), n.sub(exponent, n.number(1, exponent))));
    Operand<?> slope = n.apply("DivNoNan", n.sub(n.y(0), n.y0(0)), change);
    return Arrays.asList(
        n.reduceTo(0, n.mul(n.dy(), n.apply("SelectV2", near, derivative, slope))), null);
  }

  /** (z + z0) / (|z| + |z0|), in the direction of z as TensorFlow has complex gradients. */
  private static List<@Nullable Operand<?>> magnitude(OpNode n) {
    Operand<?> share = n.apply("DivNoNan", n.dy(), n.add(n.y(0), n.y0(0)));
    Operand<?> real = MathGradients.complex(n, share, n.zerosLike(share));
    return Arrays.asList(n.mul(real, n.add(n.x(0), n.x0(0))));
  }

  private static List<@Nullable Operand<?>> squaredDifference(OpNode n) {
    Operand<?> sum = n.add(n.sub(n.x(0), n.x(1)), n.sub(n.x0(0), n.x0(1)));
    Operand<?> gradient = n.mul(n.dy(), sum);
    return Arrays.asList(n.reduceTo(0, gradient), n.reduceTo(1, n.neg(gradient)));
  }

  /** max(a, b) = (a + b + |a - b|) / 2, and |u| has the multiplier (u + u0) / (|u| + |u0|). */
  private static List<@Nullable Operand<?>> larger(OpNode n, int sign) {
    Operand<?> change = n.sub(n.x(0), n.x(1));
    Operand<?> change0 = n.sub(n.x0(0), n.x0(1));
    Operand<?> slope =
        n.apply(
            "DivNoNan",
            n.add(change, change0),
            n.add(n.apply("Abs", change), n.apply("Abs", change0)));
    Operand<?> part = n.mul(n.number(0.5 * sign, slope), slope);
    Operand<?> middle = n.number(0.5, slope);
    return Arrays.asList(
        n.reduceTo(0, n.mul(n.dy(), n.add(middle, part))),
        n.reduceTo(1, n.mul(n.dy(), n.sub(middle, part))));
  }

  private static List<@Nullable Operand<?>> softmax(OpNode n) {
    Operand<?> weights =
        logarithmicMean(
            n,
            n.y(0),
            n.y0(0),
            n.sub(n.apply("LogSoftmax", n.x(0)), n.apply("LogSoftmax", n.x0(0))));
    Operand<?> whole = n.sum(weights, n.ints(-1), true);
    Operand<?> mean = n.div(n.sum(n.mul(n.dy(), weights), n.ints(-1), true), whole);
    return Arrays.asList(n.mul(weights, n.sub(n.dy(), mean)));
  }

  /** The logarithm of the sum, too, has the multipliers w / sum w. */
  private static List<@Nullable Operand<?>> logSoftmax(OpNode n) {
    Operand<?> weights =
        logarithmicMean(n, n.apply("Exp", n.y(0)), n.apply("Exp", n.y0(0)), n.sub(n.y(0), n.y0(0)));
    Operand<?> shares = n.div(weights, n.sum(weights, n.ints(-1), true));
    return Arrays.asList(n.sub(n.dy(), n.mul(shares, n.sum(n.dy(), n.ints(-1), true))));
  }

  /** (y - y0) / (ln y - ln y0), by a series where the logarithms are near each other. */
  private static Operand<?> logarithmicMean(
      OpNode n, Operand<?> y, Operand<?> y0, Operand<?> change) {
    Operand<?> square = n.apply("Square", half(n, change));
    Operand<?> series =
        n.add(
            n.number(1, square),
            n.mul(
                square,
                n.add(n.number(1.0 / 6, square), n.mul(n.number(1.0 / 120, square), square))));
    Operand<?> geometric = n.mul(n.apply("Sqrt", y), n.apply("Sqrt", y0));
    Operand<?> isNear = n.apply("Less", n.apply("Abs", change), n.number(LONG, change));
    Operand<?> mean =
        n.apply(
            "SelectV2",
            isNear,
            n.mul(geometric, series),
            n.apply("DivNoNan", n.sub(y, y0), change));
    // Both are zero where a mask of minus infinity is, whose logarithms have no difference.
    Operand<?> sum = n.add(y, y0);
    return n.apply("SelectV2", n.apply("Greater", sum, n.zerosLike(sum)), mean, n.zerosLike(sum));
  }
}
