package io.github.tfsaliency.attention;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.NodeDef;

/**
 * Where shares are multiplied with values.
 *
 * @param node the product
 * @param values what the shares are multiplied with
 * @param shares the same shares in the places where they lie until something is computed of them,
 *     as they come first
 */
record ValueProduct(NodeDef node, TensorRef values, ImmutableList<TensorRef> shares) {
  /**
   * A tensor that has the shares' values, perhaps masked or scaled.
   *
   * @param keys which of its dimensions the softmax was over
   * @param moved the tensors so far that have the very same values
   * @param same whether this one has them
   */
  private record Step(int keys, ImmutableList<TensorRef> moved, boolean same) {}

  /**
   * Finds it.
   *
   * @param softmax whose last dimension the sum is over
   * @return empty if there is none, or its sum is over another dimension than the softmax's
   */
  static Optional<ValueProduct> of(AttentionGraph graph, TensorRef softmax) {
    Map<TensorRef, Step> steps = new HashMap<>();
    steps.put(
        softmax,
        new Step(graph.shape(softmax).numDimensions() - 1, ImmutableList.of(softmax), true));
    for (NodeDef node : graph.axes().model().nodes().values()) {
      List<TensorRef> varying = graph.varying(node);
      for (int i = 0; i < varying.size(); i++) {
        Step step = steps.get(varying.get(i));
        if (step == null) {
          continue;
        }
        if (graph.isProductOfTwo(node)) {
          return contracts(graph, node, i, step.keys())
              ? Optional.of(new ValueProduct(node, varying.get(1 - i), step.moved()))
              : Optional.empty();
        }
        if (varying.size() == 1 && passes(node)) {
          TensorRef result = new TensorRef(node.getName(), 0);
          OptionalInt keys = moved(graph, node, varying.get(0), result, step.keys());
          if (keys.isPresent()) {
            steps.put(result, step(step, result, keys.getAsInt(), AttentionGraph.moves(node)));
          }
        }
      }
    }
    return Optional.empty();
  }

  private static Step step(Step before, TensorRef result, int keys, boolean moves) {
    boolean same = before.same() && moves;
    return new Step(
        keys,
        same
            ? ImmutableList.<TensorRef>builder().addAll(before.moved()).add(result).build()
            : before.moved(),
        same);
  }

  /** Masks, scales and moves. */
  private static boolean passes(NodeDef node) {
    return AttentionGraph.moves(node)
        || OpTable.is(node.getOp(), OpTrait.ARITHMETIC)
        || OpTable.is(node.getOp(), OpTrait.QUOTIENT)
        || node.getOp().startsWith("Select");
  }

  /** Where a dimension lies behind a step; empty if that is not known. */
  private static OptionalInt moved(
      AttentionGraph graph, NodeDef node, TensorRef from, TensorRef to, int dimension) {
    Shape before = graph.shape(from);
    Shape after = graph.shape(to);
    if (before.isUnknown() || after.isUnknown()) {
      return OptionalInt.empty();
    }
    if (node.getOp().equals("Transpose")) {
      Optional<int[]> order = graph.integers(node, 1);
      for (int i = 0; order.isPresent() && i < order.get().length; i++) {
        if (Math.floorMod(order.get()[i], before.numDimensions()) == dimension) {
          return OptionalInt.of(i);
        }
      }
      return OptionalInt.empty();
    }
    if (!OpTable.is(node.getOp(), OpTrait.RESHAPE)) {
      return OptionalInt.of(dimension + after.numDimensions() - before.numDimensions());
    }
    for (int i = after.numDimensions() - 1; i >= 0; i--) {
      if (after.get(i) == before.get(dimension) && behind(after, i) == behind(before, dimension)) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  /** How many values lie behind a dimension; below 0 if that is not known. */
  private static long behind(Shape shape, int dimension) {
    long count = 1;
    for (int i = dimension + 1; i < shape.numDimensions(); i++) {
      count = shape.get(i) < 0 ? -1 : count * shape.get(i);
    }
    return count;
  }

  private static boolean contracts(AttentionGraph graph, NodeDef product, int operand, int keys) {
    if (product.getOp().equals("Einsum")) {
      return einsumContracts(
          NodeOutputs.attribute(product, "equation").getS().toStringUtf8().replace(" ", ""),
          operand,
          keys,
          graph.shape(TensorRef.parse(product.getInput(operand))).numDimensions());
    }
    boolean stacks = !product.getOp().equals("MatMul");
    String attribute =
        operand == 0 ? (stacks ? "adj_x" : "transpose_a") : (stacks ? "adj_y" : "transpose_b");
    boolean last = NodeOutputs.attribute(product, attribute).getB() == (operand == 1);
    int rank = graph.shape(TensorRef.parse(product.getInput(operand))).numDimensions();
    return keys == rank - (last ? 1 : 2);
  }

  private static boolean einsumContracts(String equation, int operand, int keys, int rank) {
    int arrow = equation.indexOf("->");
    if (arrow < 0) {
      return false;
    }
    String[] operands = equation.substring(0, arrow).split(",", -1);
    String own = operands[operand];
    int dots = own.indexOf("...");
    int spread = rank - (own.length() - (dots < 0 ? 0 : 3));
    int at = dots < 0 || keys < dots ? keys : keys - spread + 3;
    if (at < 0 || at >= own.length() || (dots >= 0 && keys >= dots && keys < dots + spread)) {
      return false;
    }
    char letter = own.charAt(at);
    return operands[1 - operand].indexOf(letter) >= 0
        && equation.substring(arrow).indexOf(letter) < 0;
  }
}
