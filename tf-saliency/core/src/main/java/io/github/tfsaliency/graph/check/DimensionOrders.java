package io.github.tfsaliency.graph.check;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.graph.ConstantValues;
import io.github.tfsaliency.graph.ShapeArithmetic;
import io.github.tfsaliency.graph.TensorRef;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * The orders of dimensions that transposes take. TensorFlow's inference of shapes reads ahead of a
 * list for a negative one, which ends the process; one that is too large it refuses.
 */
final class DimensionOrders {
  private static final ImmutableSet<String> TRANSPOSES =
      ImmutableSet.of("Transpose", "ConjugateTranspose");

  private static final ImmutableSet<DataType> TYPES =
      ImmutableSet.of(DataType.DT_INT32, DataType.DT_INT64);

  private static final int MAX_DEPTH = 8;

  private final Map<String, NodeDef> nodes;

  private DimensionOrders(Map<String, NodeDef> nodes) {
    this.nodes = nodes;
  }

  /**
   * Puts a node ahead of each order that may be negative, which makes a negative number too large.
   *
   * @param nodes each after the nodes that it reads
   * @return these, and what was added
   */
  static ImmutableMap<String, NodeDef> bounded(ImmutableMap<String, NodeDef> nodes) {
    DimensionOrders orders = new DimensionOrders(nodes);
    if (nodes.values().stream().noneMatch(orders::needsBound)) {
      return nodes;
    }
    Map<String, NodeDef> all = new LinkedHashMap<>();
    Map<String, String> bounds = new HashMap<>();
    for (NodeDef node : nodes.values()) {
      if (!orders.needsBound(node)) {
        all.put(node.getName(), node);
        continue;
      }
      String order = node.getInput(1);
      if (!bounds.containsKey(order)) {
        List<NodeDef> added = orders.bound(node);
        added.forEach(bound -> all.put(bound.getName(), bound));
        bounds.put(order, added.get(added.size() - 1).getName());
      }
      all.put(node.getName(), node.toBuilder().setInput(1, bounds.get(order)).build());
    }
    return ImmutableMap.copyOf(all);
  }

  private boolean needsBound(NodeDef node) {
    return TRANSPOSES.contains(node.getOp())
        && node.getInputCount() == 2
        && TYPES.contains(type(node))
        && !isNeverNegative(node.getInput(1), 0);
  }

  private static DataType type(NodeDef transpose) {
    return transpose
        .getAttrOrDefault("Tperm", AttrValue.newBuilder().setType(DataType.DT_INT32).build())
        .getType();
  }

  /** The last one gives the order. */
  private List<NodeDef> bound(NodeDef transpose) {
    DataType type = type(transpose);
    String order = transpose.getInput(1);
    AddedNodes added = new AddedNodes(transpose.getName() + "/order", nodes);
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
    NodeDef node = nodes.get(TensorRef.parse(tensor).node());
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
    NodeDef last = nodes.get(TensorRef.parse(difference.getInput(0)).node());
    NodeDef range = nodes.get(TensorRef.parse(difference.getInput(1)).node());
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
    NodeDef node = nodes.get(TensorRef.parse(tensor).node());
    ShapeArithmetic numbers = new ShapeArithmetic(nodes::get, any -> Shape.unknown());
    Long only = node == null ? null : numbers.scalar(TensorRef.parse(tensor));
    return only != null && only == value;
  }

  /** {@code select(order < 0, large, order)}. */
  private boolean isBounded(NodeDef select, int depth) {
    NodeDef negative = nodes.get(TensorRef.parse(select.getInput(0)).node());
    return negative != null
        && negative.getOp().equals("Less")
        && negative.getInput(0).equals(select.getInput(2))
        && isNeverNegative(negative.getInput(1), depth + 1)
        && isNeverNegative(select.getInput(1), depth + 1);
  }
}
