package io.github.tfsaliency.opgradient;

import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;

/** Gradients of matrices' products, diagonals, inverses, determinants, and of equations solved. */
final class MatrixGradients {
  private MatrixGradients() {}

  static ImmutableMap<String, OpGradient> table() {
    return ImmutableMap.<String, OpGradient>builder()
        // TensorFlow's own has BatchMatMulV3, which oneDNN does not compute.
        .put("BatchMatMul", n -> LinearOp.productGradients(n, n.x(0), n.x(1)))
        .put("BatchMatMulV2", n -> LinearOp.productGradients(n, n.x(0), n.x(1)))
        .put("MatrixDeterminant", MatrixGradients::determinant)
        .put("MatrixDiagPart", n -> Arrays.asList(n.apply("MatrixSetDiag", zeros(n), n.dy())))
        .put(
            "MatrixDiagPartV2",
            n -> Arrays.asList(n.apply("MatrixSetDiagV2", zeros(n), n.dy(), n.x(1))))
        .put("MatrixDiagPartV3", MatrixGradients::diagPart)
        .put("MatrixDiagV2", n -> Arrays.asList(part(n, "MatrixDiagPartV2", n.x(1)).get()))
        .put(
            "MatrixDiagV3",
            n -> Arrays.asList(part(n, "MatrixDiagPartV3", n.x(1)).like("align").get()))
        .put("MatrixInverse", MatrixGradients::inverse)
        .put("MatrixSetDiag", MatrixGradients::setDiag)
        .put("MatrixSetDiagV2", MatrixGradients::setDiagV2)
        .put("MatrixSetDiagV3", MatrixGradients::setDiagV3)
        .put("MatrixSolve", MatrixGradients::solve)
        .put("MatrixTriangularSolve", MatrixGradients::triangularSolve)
        .buildOrThrow();
  }

  private static Operand<?> zeros(OpNode n) {
    return n.zerosLike(n.x(0));
  }

  private static OpNode.Call part(OpNode n, String op, Operand<?> diagonals) {
    return n.call(op).in(n.dy(), diagonals, n.number(0, n.dy()));
  }

  private static List<@Nullable Operand<?>> diagPart(OpNode n) {
    return Arrays.asList(
        n.call("MatrixSetDiagV3").in(zeros(n), n.dy(), n.x(1)).like("align").get());
  }

  private static List<@Nullable Operand<?>> setDiag(OpNode n) {
    return Arrays.asList(
        n.apply("MatrixSetDiag", n.dy(), n.zerosLike(n.x(1))), n.apply("MatrixDiagPart", n.dy()));
  }

  private static List<@Nullable Operand<?>> setDiagV2(OpNode n) {
    return Arrays.asList(
        n.apply("MatrixSetDiagV2", n.dy(), n.zerosLike(n.x(1)), n.x(2)),
        part(n, "MatrixDiagPartV2", n.x(2)).get());
  }

  private static List<@Nullable Operand<?>> setDiagV3(OpNode n) {
    return Arrays.asList(
        n.call("MatrixSetDiagV3").in(n.dy(), n.zerosLike(n.x(1)), n.x(2)).like("align").get(),
        part(n, "MatrixDiagPartV3", n.x(2)).like("align").get());
  }

  /** Of A to A^-1: -A^-T g A^-T. With {@code adjoint} the adjoint of that. */
  private static List<@Nullable Operand<?>> inverse(OpNode n) {
    Operand<?> y = n.y(0);
    Operand<?> gradient =
        n.flag("adjoint")
            ? n.matmul(y, false, n.matmul(n.dy(), true, y, false), false)
            : n.matmul(y, true, n.matmul(n.dy(), false, y, true), false);
    return Arrays.asList(n.neg(gradient));
  }

  private static List<@Nullable Operand<?>> determinant(OpNode n) {
    Operand<?> adjoint = n.call("MatrixInverse").in(n.x(0)).with("adjoint", true).get();
    Operand<?> factor = n.mul(n.dy(), n.y(0));
    Operand<?> wide =
        n.apply("ExpandDims", n.apply("ExpandDims", factor, n.scalar(-1)), n.scalar(-1));
    return Arrays.asList(n.mul(wide, adjoint));
  }

  private static List<@Nullable Operand<?>> solve(OpNode n) {
    Operand<?> right = solvedBack(n).get();
    return Arrays.asList(ofMatrix(n, right), right);
  }

  /** Only one triangle is read, and matrices and right sides are broadcast against each other. */
  private static List<@Nullable Operand<?>> triangularSolve(OpNode n) {
    boolean lower = n.flag("lower");
    Operand<?> right = solvedBack(n).like("lower").get();
    Operand<?> triangle =
        n.apply(
            "MatrixBandPart",
            ofMatrix(n, right),
            n.scalar(lower ? -1 : 0),
            n.scalar(lower ? 0 : -1));
    return Arrays.asList(n.reduceTo(0, triangle), n.reduceTo(1, right));
  }

  /** Of the right side b of A y = b: A^-T g. With {@code adjoint}, of A^T y = b: A^-1 g. */
  private static OpNode.Call solvedBack(OpNode n) {
    return n.call(n.op()).in(n.x(0), n.dy()).with("adjoint", !n.flag("adjoint"));
  }

  /** Of the matrix A: -(A^-T g) y^T. With {@code adjoint} the adjoint of that. */
  private static Operand<?> ofMatrix(OpNode n, Operand<?> right) {
    return n.neg(
        n.flag("adjoint")
            ? n.matmul(n.y(0), false, right, true)
            : n.matmul(right, false, n.y(0), true));
  }
}
