package io.github.tfsaliency.opgradient;

import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;

/** Gradients of what reads or makes sparse tensors: looked-up words, sums of them, one-hot rows. */
final class SparseGradients {
  private SparseGradients() {}

  static ImmutableMap<String, OpGradient> table() {
    return ImmutableMap.<String, OpGradient>builder()
        .put("SparseSegmentMean", n -> ofRows(n, counts(n)))
        .put("SparseSegmentSqrtN", n -> ofRows(n, n.apply("Sqrt", counts(n))))
        .put("SparseSegmentSum", n -> ofRows(n, null))
        .put("SparseTensorDenseMatMul", SparseGradients::product)
        .put("SparseToDense", SparseGradients::dense)
        .buildOrThrow();
  }

  /** Each chosen row gets what arrives at its segment, divided by the divisor of each choice. */
  private static List<@Nullable Operand<?>> ofRows(OpNode n, @Nullable Operand<?> divisors) {
    Operand<?> chosen = n.apply("GatherV2", n.dy(), n.x(2), n.scalar(0));
    Operand<?> shares = divisors == null ? chosen : n.div(chosen, divisors);
    Operand<?> rows = n.reshape(n.element(n.shape(n.x(0)), 0), n.ints());
    return Arrays.asList(n.apply("UnsortedSegmentSum", shares, n.x(1), rows));
  }

  /** How many rows the segment of each choice has, in the shape of what is chosen. */
  private static Operand<?> counts(OpNode n) {
    Operand<?> chosen = n.apply("GatherV2", n.dy(), n.x(2), n.scalar(0));
    Operand<?> ones = n.apply("OnesLike", chosen);
    Operand<?> segments = n.reshape(n.element(n.shape(n.dy()), 0), n.ints());
    Operand<?> sums = n.apply("UnsortedSegmentSum", ones, n.x(2), segments);
    return n.apply("GatherV2", sums, n.x(2), n.scalar(0));
  }

  private static List<@Nullable Operand<?>> product(OpNode n) {
    boolean left = n.flag("adjoint_a");
    boolean right = n.flag("adjoint_b");
    Operand<?> dy = n.dy();
    Operand<?> sides =
        n.call("SparseTensorDenseMatMul")
            .in(n.x(0), n.x(1), n.x(2), dy)
            .with("adjoint_a", !left)
            .with("adjoint_b", false)
            .get();
    Operand<?> db = right ? transposed(n, sides) : sides;
    Operand<?> b = right ? transposed(n, n.x(3)) : n.x(3);
    Operand<?> rows = n.apply("GatherV2", dy, places(n, left ? 1 : 0), n.scalar(0));
    Operand<?> columns = n.apply("GatherV2", b, places(n, left ? 0 : 1), n.scalar(0));
    return Arrays.asList(null, n.sum(n.mul(rows, columns), n.scalar(1), false), null, db);
  }

  private static Operand<?> transposed(OpNode n, Operand<?> matrix) {
    return n.apply("Transpose", matrix, n.ints(1, 0));
  }

  private static Operand<?> places(OpNode n, int column) {
    return n.apply("GatherV2", n.x(0), n.scalar(column), n.scalar(1));
  }

  /** The value that stands at a place gets what arrives there; the default gets the rest. */
  private static List<@Nullable Operand<?>> dense(OpNode n) {
    Operand<?> places = n.x(0);
    Operand<?> rank = n.reshape(n.apply("Size", n.x(1)), n.ints(1));
    Operand<?> rows = n.reshape(places, n.concat(n.ints(-1), rank));
    Operand<?> arrived = n.apply("GatherNd", n.dy(), rows);
    Operand<?> flat = n.reshape(n.dy(), n.ints(-1));
    Operand<?> rest = n.sub(n.sum(flat, n.scalar(0), false), n.sum(arrived, n.scalar(0), false));
    return Arrays.asList(null, null, n.reduceTo(2, arrived), rest);
  }
}
