package io.github.tfsaliency.opgradient;

import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import org.tensorflow.Operand;

/**
 * Ops that move values, and may put zeros between them, on the way into or out of a linear op: a
 * one-dimensional convolution is a two-dimensional one between an ExpandDims and a Squeeze.
 */
public final class ValueMover {
  private ValueMover() {}

  /**
   * Whether an op adds zeros to what it moves.
   *
   * @param op the op
   * @return whether it pads
   */
  public static boolean isPad(String op) {
    return OpTable.is(op, OpTrait.PAD);
  }

  /**
   * Whether an op can be applied and transposed here.
   *
   * @param op the op
   * @return whether it only moves values, or drops some
   */
  public static boolean isMover(String op) {
    return OpTable.is(op, OpTrait.PAD)
        || OpTable.is(op, OpTrait.RESHAPE)
        || op.equals("BatchToSpaceND");
  }

  /**
   * The op on other values.
   *
   * @param n the node
   * @param values of the shape of the node's own first input
   * @return of the shape of the node's output
   */
  public static Operand<?> apply(OpNode n, Operand<?> values) {
    return OpTable.is(n.op(), OpTrait.RESHAPE)
        ? n.reshape(values, n.shape(n.y(0)))
        : n.op().equals("Pad")
            ? n.apply("Pad", values, n.x(1))
            : n.apply(n.op(), values, n.x(1), n.x(2));
  }

  /**
   * The op's transpose: takes values from the output back to where they came from.
   *
   * @param n the node
   * @param upstream of the shape of the node's output
   * @return of the shape of the node's first input
   */
  public static Operand<?> transposed(OpNode n, Operand<?> upstream) {
    return switch (n.op()) {
      case "Pad" -> {
        Operand<?> before =
            n.call("StridedSlice")
                .in(n.x(1), n.ints(0, 0), n.ints(0, 1), n.ints(1, 1))
                .with("begin_mask", 1)
                .with("end_mask", 1)
                .with("shrink_axis_mask", 2)
                .get();
        Operand<?> size = n.call("Shape").in(n.x(0)).with("out_type", OpNode.type(n.x(1))).get();
        yield n.apply("Slice", upstream, before, size);
      }
      case "SpaceToBatchND" -> n.apply("BatchToSpaceND", upstream, n.x(1), n.x(2));
      case "BatchToSpaceND" -> n.apply("SpaceToBatchND", upstream, n.x(1), n.x(2));
      default -> n.reshape(upstream, n.shape(n.x(0)));
    };
  }
}
