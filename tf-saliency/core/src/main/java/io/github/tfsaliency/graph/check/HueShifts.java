package io.github.tfsaliency.graph.check;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.graph.ConstantValues;
import io.github.tfsaliency.graph.TensorRef;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * By how much a hue is turned. The kernel goes back turn by turn until it is within the first one,
 * for ever where a number is so large that one turn less is the same number.
 */
final class HueShifts {
  /** In turns; one is the whole circle. */
  private static final int MOST = 100;

  private HueShifts() {}

  /**
   * Puts NaN in the place of a shift that is too large, as the model runs: it shows in what the
   * model gives.
   *
   * @param nodes each after the nodes that it reads
   * @return these, and what was added
   */
  static ImmutableMap<String, NodeDef> bounded(ImmutableMap<String, NodeDef> nodes) {
    if (nodes.values().stream().noneMatch(node -> needsBound(node, nodes))) {
      return nodes;
    }
    Map<String, NodeDef> all = new LinkedHashMap<>();
    for (NodeDef node : nodes.values()) {
      NodeDef.Builder bounded = node.toBuilder();
      if (needsBound(node, nodes)) {
        AddedNodes added = new AddedNodes(node.getName() + "/shift", nodes);
        DataType type = DataType.DT_FLOAT;
        String shift = node.getInput(1);
        String turns = added.op("Abs", type, shift);
        String large = added.op("Greater", type, turns, added.constant(type, MOST));
        String none = added.constant(type, Double.NaN);
        bounded.setInput(1, added.op("SelectV2", type, large, none, shift));
        added.all().forEach(bound -> all.put(bound.getName(), bound));
      }
      all.put(node.getName(), bounded.build());
    }
    return ImmutableMap.copyOf(all);
  }

  private static boolean needsBound(NodeDef node, Map<String, NodeDef> nodes) {
    if (!node.getOp().equals("AdjustHue") || node.getInputCount() != 2) {
      return false;
    }
    NodeDef shift = nodes.get(TensorRef.parse(node.getInput(1)).node());
    Double turns =
        shift != null && shift.getOp().equals("Const")
            ? ConstantValues.element(shift.getAttrOrThrow("value").getTensor(), 0)
            : null;
    return turns == null || !(Math.abs(turns) <= MOST);
  }
}
