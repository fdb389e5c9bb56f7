package io.github.tfsaliency.canonical;

import io.github.tfsaliency.graph.NodeOutputs;
import java.util.List;
import org.tensorflow.proto.NodeDef;

/** Einsums that sum nothing up: they multiply two tensors, element by element, and spread them. */
final class ScalingEinsum {
  private ScalingEinsum() {}

  /** Whether a node is one, such as {@code bhwc,bc->bhwc}. */
  static boolean is(NodeDef node) {
    List<String> labels = labels(node);
    return !labels.isEmpty()
        && labels.subList(0, 2).stream()
            .allMatch(each -> isWithin(each, labels.get(2)) && isPlain(each))
        && isPlain(labels.get(2));
  }

  /** Whether it multiplies tensors whose dimensions stand in one order: {@code bc,bc->bc}. */
  static boolean isPointwise(NodeDef node) {
    List<String> labels = labels(node);
    return is(node) && labels.get(0).equals(labels.get(2)) && labels.get(1).equals(labels.get(2));
  }

  /** Whether an operand has the dimensions of the result, in their order. */
  static boolean keeps(NodeDef node, int operand) {
    List<String> labels = labels(node);
    return is(node) && labels.get(operand).equals(labels.get(2));
  }

  /** Those of both operands and of the result; none for other nodes. */
  private static List<String> labels(NodeDef node) {
    if (!node.getOp().equals("Einsum") || node.getInputCount() != 2) {
      return List.of();
    }
    String equation = NodeOutputs.attribute(node, "equation").getS().toStringUtf8();
    int arrow = equation.indexOf("->");
    int comma = equation.indexOf(',');
    return comma < 0 || arrow < comma
        ? List.of()
        : List.of(
            equation.substring(0, comma),
            equation.substring(comma + 1, arrow),
            equation.substring(arrow + 2));
  }

  private static boolean isWithin(String operand, String result) {
    return operand.chars().allMatch(label -> result.indexOf(label) >= 0);
  }

  /** Whether no dimension stands twice, which would pick a diagonal. */
  private static boolean isPlain(String labels) {
    return labels.chars().filter(label -> label != '.').distinct().count()
        == labels.chars().filter(label -> label != '.').count();
  }
}
