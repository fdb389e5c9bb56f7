package io.github.tfsaliency.engine;

import com.google.common.collect.ImmutableList;
import org.tensorflow.ndarray.Shape;

/** Cases of ops on sparse tensors. */
final class SparseOpCases {
  private static final Shape PLACES = Shape.of(3, 2);
  private static final Long[] OF_THREE = {0L, 1L, 2L, 0L, 2L, 3L};

  private SparseOpCases() {}

  static ImmutableList<OpCase> all() {
    return ImmutableList.of(
        op("SparseSegmentMean").input(5, 2).ints(4, 0, 0, 2).ints(0, 0, 2, 2),
        op("SparseSegmentSqrtN").input(5, 2, 3).ints(4, 0, 0, 2).ints(0, 0, 2, 2),
        op("SparseSegmentSum").input(5).ints(4, 0, 0, 2).ints(0, 0, 2, 2),
        product(4, 2),
        product(3, 2).attribute("adjoint_a", true),
        product(2, 4).attribute("adjoint_b", true),
        product(2, 3).attribute("adjoint_a", true).attribute("adjoint_b", true),
        op("SparseToDense").longs(PLACES, OF_THREE).longs(3L, 4L).input(3).input(),
        op("SparseToDense").longs(PLACES, OF_THREE).longs(3L, 4L).input().input(),
        op("SparseToDense").ints(0, 3).ints(4).input(2).input(),
        op("SparseToDense").scalar(2).ints(4).input().input());
  }

  private static OpCase product(long... dense) {
    return op("SparseTensorDenseMatMul")
        .longs(PLACES, OF_THREE)
        .input(3)
        .longs(3L, 4L)
        .input(dense);
  }

  private static OpCase op(String name) {
    return OpCase.of(name);
  }
}
