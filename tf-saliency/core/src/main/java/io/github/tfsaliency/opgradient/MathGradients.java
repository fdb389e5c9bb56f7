package io.github.tfsaliency.opgradient;

import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.proto.DataType;

/** Gradients of element-wise functions and of sums along an axis. */
final class MathGradients {
  private MathGradients() {}

  static ImmutableMap<String, OpGradient> table() {
    return ImmutableMap.<String, OpGradient>builder()
        .put("AccumulateNV2", MathGradients::toEveryInput)
        .put("Atan2", MathGradients::atan2)
        .put("BesselI0", derivative(n -> n.apply("BesselI1", n.x(0))))
        .put("BesselI0e", derivative(MathGradients::besselI0e))
        .put("BesselI1", derivative(MathGradients::besselI1))
        .put("BesselI1e", derivative(MathGradients::besselI1e))
        .put("Angle", MathGradients::angle)
        .put("Betainc", MathGradients::betainc)
        .put("Complex", MathGradients::complex)
        .put("ComplexAbs", MathGradients::complexAbs)
        .put("Cross", MathGradients::cross)
        .put("CumulativeLogsumexp", MathGradients::cumulativeLogsumexp)
        .put("Cumprod", MathGradients::cumprod)
        .put("Digamma", derivative(n -> n.apply("Polygamma", n.number(1, n.x(0)), n.x(0))))
        .put("Erfc", derivative(MathGradients::erfc))
        .put("FloorMod", MathGradients::remainder)
        .put("Igamma", n -> igamma(n, 1))
        .put("Igammac", n -> igamma(n, -1))
        .put("Imag", n -> Arrays.asList(complex(n, n.zerosLike(n.dy()), n.dy())))
        .put("Mod", MathGradients::remainder)
        .put("MulNoNan", MathGradients::mulNoNan)
        .put("NextAfter", n -> Arrays.asList(n.reduceTo(0, n.dy())))
        .put("Polygamma", MathGradients::polygamma)
        .put("Real", n -> Arrays.asList(complex(n, n.dy(), n.zerosLike(n.dy()))))
        .put("TruncateMod", MathGradients::remainder)
        .put("Xdivy", MathGradients::xdivy)
        .put("Xlog1py", MathGradients::xlog1py)
        .put("Xlogy", MathGradients::xlogy)
        .put("Zeta", MathGradients::zeta)
        .buildOrThrow();
  }

  private static OpGradient derivative(Function<OpNode, Operand<?>> derivative) {
    return node -> Arrays.asList(node.mul(node.dy(), derivative.apply(node)));
  }

  private static List<@Nullable Operand<?>> toEveryInput(OpNode n) {
    Operand<?>[] gradients = new Operand<?>[n.inputs()];
    Arrays.fill(gradients, n.dy());
    return Arrays.asList(gradients);
  }

  /** -2 / sqrt(pi) exp(-x^2). */
  private static Operand<?> erfc(OpNode n) {
    Operand<?> bell = n.apply("Exp", n.neg(n.apply("Square", n.x(0))));
    return n.mul(n.number(-2 / Math.sqrt(Math.PI), bell), bell);
  }

  private static Operand<?> besselI0e(OpNode n) {
    return n.sub(n.apply("BesselI1e", n.x(0)), n.mul(n.apply("Sign", n.x(0)), n.y(0)));
  }

  /** I0(x) - I1(x) / x, whose limit at 0 is 1/2. */
  private static Operand<?> besselI1(OpNode n) {
    Operand<?> away = n.sub(n.apply("BesselI0", n.x(0)), n.div(n.y(0), awayFromZero(n)));
    return halfAtZero(n, away);
  }

  private static Operand<?> besselI1e(OpNode n) {
    Operand<?> factor = n.add(n.apply("Sign", n.x(0)), n.apply("Reciprocal", awayFromZero(n)));
    return halfAtZero(n, n.sub(n.apply("BesselI0e", n.x(0)), n.mul(n.y(0), factor)));
  }

  private static Operand<?> awayFromZero(OpNode n) {
    return n.apply("SelectV2", isZero(n), n.number(1, n.x(0)), n.x(0));
  }

  private static Operand<?> halfAtZero(OpNode n, Operand<?> elsewhere) {
    return n.apply("SelectV2", isZero(n), n.number(0.5, n.x(0)), elsewhere);
  }

  private static Operand<?> isZero(OpNode n) {
    return n.apply("Equal", n.x(0), n.number(0, n.x(0)));
  }

  /** In TensorFlow's own C++ gradients complex numbers are always of single precision. */
  static Operand<?> complex(OpNode n, Operand<?> real, Operand<?> imaginary) {
    return n.call("Complex").in(real, imaginary).with("Tout", OpNode.type(n.x(0))).get();
  }

  private static List<@Nullable Operand<?>> complex(OpNode n) {
    DataType type = OpNode.type(n.x(0));
    return Arrays.asList(
        n.reduceTo(0, n.call("Real").in(n.dy()).with("Tout", type).get()),
        n.reduceTo(1, n.call("Imag").in(n.dy()).with("Tout", type).get()));
  }

  private static List<@Nullable Operand<?>> complexAbs(OpNode n) {
    Operand<?> complex = complex(n, n.dy(), n.zerosLike(n.dy()));
    return Arrays.asList(n.mul(complex, n.apply("Sign", n.x(0))));
  }

  /** (-im + i re) / |x|^2, so i / conj(x). */
  private static List<@Nullable Operand<?>> angle(OpNode n) {
    Operand<?> rotated = complex(n, n.zerosLike(n.dy()), n.dy());
    return Arrays.asList(n.apply("DivNoNan", rotated, n.apply("Conj", n.x(0))));
  }

  /** TensorFlow's own C++ gradient forgets that operands may be broadcast. */
  private static List<@Nullable Operand<?>> atan2(OpNode n) {
    Operand<?> norm = n.add(n.apply("Square", n.x(0)), n.apply("Square", n.x(1)));
    Operand<?> scaled = n.div(n.dy(), norm);
    return Arrays.asList(
        n.reduceTo(0, n.mul(scaled, n.x(1))), n.reduceTo(1, n.neg(n.mul(scaled, n.x(0)))));
  }

  private static List<@Nullable Operand<?>> cross(OpNode n) {
    return Arrays.asList(n.apply("Cross", n.x(1), n.dy()), n.apply("Cross", n.dy(), n.x(0)));
  }

  /** As in TensorFlow, elements that are zero get no gradient. */
  private static List<@Nullable Operand<?>> cumprod(OpNode n) {
    Operand<?> sum = reversedSum(n, "Cumsum", n.mul(n.y(0), n.dy()));
    return Arrays.asList(n.apply("DivNoNan", sum, n.x(0)), null);
  }

  /** In logarithms, and for positive and negative gradients apart, lest an exponential overflow. */
  private static List<@Nullable Operand<?>> cumulativeLogsumexp(OpNode n) {
    return Arrays.asList(n.sub(softmaxShare(n, n.dy()), softmaxShare(n, n.neg(n.dy()))), null);
  }

  private static Operand<?> softmaxShare(OpNode n, Operand<?> dy) {
    boolean small = OpNode.type(dy) != DataType.DT_DOUBLE;
    Operand<?> lowest = n.number(small ? -Float.MAX_VALUE : -Double.MAX_VALUE, dy);
    Operand<?> positive = n.apply("Greater", dy, n.number(0, dy));
    Operand<?> one = n.number(1, dy);
    Operand<?> log =
        n.apply(
            "SelectV2",
            positive,
            n.sub(n.apply("Log", n.apply("SelectV2", positive, dy, one)), n.y(0)),
            lowest);
    return n.apply("Exp", n.add(reversedSum(n, "CumulativeLogsumexp", log), n.x(0)));
  }

  private static Operand<?> reversedSum(OpNode n, String op, Operand<?> terms) {
    return n.call(op).in(terms, n.x(1)).like("exclusive").with("reverse", !n.flag("reverse")).get();
  }

  /** a - q b, where the quotient q is a whole number: it comes back by rounding. */
  private static List<@Nullable Operand<?>> remainder(OpNode n) {
    Operand<?> quotient = n.apply("Rint", n.div(n.sub(n.x(0), n.y(0)), n.x(1)));
    return Arrays.asList(n.reduceTo(0, n.dy()), n.reduceTo(1, n.neg(n.mul(n.dy(), quotient))));
  }

  private static List<@Nullable Operand<?>> mulNoNan(OpNode n) {
    return Arrays.asList(
        n.reduceTo(0, n.apply("MulNoNan", n.dy(), n.x(1))),
        n.reduceTo(1, n.apply("MulNoNan", n.x(0), n.dy())));
  }

  private static List<@Nullable Operand<?>> xlogy(OpNode n) {
    return Arrays.asList(
        n.reduceTo(0, n.mul(n.dy(), n.apply("Xlogy", nonZero(n), n.x(1)))),
        n.reduceTo(1, n.mul(n.dy(), n.apply("Xdivy", n.x(0), n.x(1)))));
  }

  private static List<@Nullable Operand<?>> xlog1py(OpNode n) {
    Operand<?> onePlus = n.add(n.x(1), n.number(1, n.x(1)));
    return Arrays.asList(
        n.reduceTo(0, n.mul(n.dy(), n.apply("Xlog1py", nonZero(n), n.x(1)))),
        n.reduceTo(1, n.mul(n.dy(), n.apply("Xdivy", n.x(0), onePlus))));
  }

  private static List<@Nullable Operand<?>> xdivy(OpNode n) {
    Operand<?> square = n.apply("Square", n.x(1));
    return Arrays.asList(
        n.reduceTo(0, n.mul(n.dy(), n.apply("Xdivy", nonZero(n), n.x(1)))),
        n.reduceTo(1, n.mul(n.dy(), n.apply("Xdivy", n.neg(n.x(0)), square))));
  }

  private static Operand<?> nonZero(OpNode n) {
    Operand<?> x = n.x(0);
    return n.cast(n.apply("NotEqual", x, n.number(0, x)), OpNode.type(x));
  }

  private static List<@Nullable Operand<?>> igamma(OpNode n, int sign) {
    Operand<?> a = n.x(0);
    Operand<?> x = n.x(1);
    Operand<?> dy = n.mul(n.number(sign, n.dy()), n.dy());
    Operand<?> exponent =
        n.sub(n.sub(n.mul(n.sub(a, n.number(1, a)), n.apply("Log", x)), x), n.apply("Lgamma", a));
    return Arrays.asList(
        n.reduceTo(0, n.mul(dy, n.apply("IgammaGradA", a, x))),
        n.reduceTo(1, n.mul(dy, n.apply("Exp", exponent))));
  }

  private static List<@Nullable Operand<?>> polygamma(OpNode n) {
    Operand<?> next = n.apply("Polygamma", n.add(n.x(0), n.number(1, n.x(0))), n.x(1));
    return Arrays.asList(null, n.reduceTo(1, n.mul(n.dy(), next)));
  }

  private static List<@Nullable Operand<?>> zeta(OpNode n) {
    Operand<?> next = n.apply("Zeta", n.add(n.x(0), n.number(1, n.x(0))), n.x(1));
    return Arrays.asList(null, n.reduceTo(1, n.neg(n.mul(n.dy(), n.mul(n.x(0), next)))));
  }

  private static List<@Nullable Operand<?>> betainc(OpNode n) {
    Operand<?> a = n.x(0);
    Operand<?> b = n.x(1);
    Operand<?> x = n.x(2);
    Operand<?> logBeta =
        n.sub(n.add(n.apply("Lgamma", a), n.apply("Lgamma", b)), n.apply("Lgamma", n.add(a, b)));
    Operand<?> left = n.apply("Xlog1py", n.sub(b, n.number(1, b)), n.neg(x));
    Operand<?> right = n.apply("Xlogy", n.sub(a, n.number(1, a)), x);
    Operand<?> density = n.apply("Exp", n.sub(n.add(left, right), logBeta));
    return Arrays.asList(null, null, n.reduceTo(2, n.mul(n.dy(), density)));
  }
}
