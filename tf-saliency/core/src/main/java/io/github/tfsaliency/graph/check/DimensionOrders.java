package io.github.tfsaliency.graph.check;

import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.graph.ConstantValues;
import io.github.tfsaliency.graph.ShapeArithmetic;
import io.github.tfsaliency.graph.TensorRef;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * The orders of dimensions that transposes take. TensorFlow's inference of shapes reads ahead of a
 * list for a negative one, which ends the process; one that is too large it refuses. So a node
 * ahead of each order that may be negative makes a negative number too large.
 */
final class DimensionOrders extends InputGuard {
  private static final ImmutableSet<String> TRANSPOSES =
      ImmutableSet.of("Transpose", "ConjugateTranspose");

  private static final ImmutableSet<DataType> TYPES =
      ImmutableSet.of(DataType.DT_INT32, DataType.DT_INT64);

  private static final int MAX_DEPTH = 8;

  private static final int ORDER = 1;

  /** Of the orders that were bounded: transposes share them. */
  private final Map<String, List<NodeDef>> shared = new HashMap<>();

  DimensionOrders(Map<String, NodeDef> nodes) {
    super(nodes);
  }

  @Override
  List<Integer> unbounded(NodeDef node) {
    boolean open =
        TRANSPOSES.contains(node.getOp())
            && node.getInputCount() == 2
            && TYPES.contains(type(node))
            && !isNeverNegative(node.getInput(ORDER), 0);
    return open ? List.of(ORDER) : List.of();
  }

  private static DataType type(NodeDef transpose) {
    return transpose
        .getAttrOrDefault("Tperm", AttrValue.newBuilder().setType(DataType.DT_INT32).build())
        .getType();
  }

  @Override
  List<NodeDef> bounds(NodeDef node, int input, String order) {
    return shared.computeIfAbsent(order, unbounded -> bounds(node, unbounded));
  }

  private List<NodeDef> bounds(NodeDef transpose, String order) {
    DataType type = type(transpose);
    AddedNodes added = new AddedNodes(transpose.getName() + "/order", nodes());
    String negative = added.op("Less", type, order, added.constant(type, 0));
    String large = added.constant(type, Integer.MAX_VALUE);
    var unused = added.op("SelectV2", type, negative, large, order);
    return added.all();
  }

  /**
   * By construction: a constant, what {@code tf.tensordot} joins of constants, what {@code
   * tf.transpose} computes of the rank, the inverse of one of these, as gradients have it, or one
   * that was bounded.
   */
  private boolean isNeverNegative(String tensor, int depth) {
    NodeDef node = source(tensor);
    if (node == null || depth > MAX_DEPTH) {
      return false;
    }
    return switch (node.getOp()) {
      case "Const" -> ConstantValues.isAtLeast(0, node.getAttrOrThrow("value").getTensor());
      case "Pack" ->
          node.getInputList().stream().allMatch(input -> isNeverNegative(input, depth + 1));
      case "ConcatV2" ->
          node.getInputList().subList(0, node.getInputCount() - 1).stream()
              .allMatch(input -> isNeverNegative(input, depth + 1));
      case "GatherV2", "InvertPermutation" -> isNeverNegative(node.getInput(0), depth + 1);
      case "Sub" -> isReversed(node);
      case "SelectV2" -> isBounded(node, depth);
      default -> false;
    };
  }

  /** {@code (rank - 1) - range(0, rank, 1)}. */
  private boolean isReversed(NodeDef difference) {
    NodeDef last = source(difference.getInput(0));
    NodeDef range = source(difference.getInput(1));
    return last != null
        && range != null
        && last.getOp().equals("Sub")
        && range.getOp().equals("Range")
        && last.getInput(0).equals(range.getInput(1))
        && is(1, last.getInput(1))
        && is(0, range.getInput(0))
        && is(1, range.getInput(2));
  }

  private boolean is(long value, String tensor) {
    NodeDef node = source(tensor);
    ShapeArithmetic numbers = new ShapeArithmetic(nodes()::get, any -> Shape.unknown());
    Long only = node == null ? null : numbers.scalar(TensorRef.parse(tensor));
    return only != null && only == value;
  }

  /** {@code select(order < 0, large, order)}. */
  private boolean isBounded(NodeDef select, int depth) {
    NodeDef negative = source(select.getInput(0));
    return negative != null
        && negative.getOp().equals("Less")
        && negative.getInput(0).equals(select.getInput(2))
        && isNeverNegative(negative.getInput(1), depth + 1)
        && isNeverNegative(select.getInput(1), depth + 1);
  }
}
