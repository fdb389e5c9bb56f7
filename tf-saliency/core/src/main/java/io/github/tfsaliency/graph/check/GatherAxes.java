package io.github.tfsaliency.graph.check;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.graph.ConstantValues;
import io.github.tfsaliency.graph.TensorRef;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * The axes along which gathers read. The kernel counts an axis from the end by its opposite, and
 * the least number of int64 has none: it passes for an axis, which ends the process.
 */
final class GatherAxes {
  /** No tensor has as many dimensions. */
  private static final int MOST = 1_000;

  private GatherAxes() {}

  /**
   * Bounds what is no small constant, as the model runs; the kernel refuses what was bounded.
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
        AddedNodes added = new AddedNodes(node.getName() + "/axis", nodes);
        DataType type = DataType.DT_INT64;
        String least = added.op("Maximum", type, node.getInput(2), added.constant(type, -MOST));
        bounded.setInput(2, added.op("Minimum", type, least, added.constant(type, MOST)));
        added.all().forEach(bound -> all.put(bound.getName(), bound));
      }
      all.put(node.getName(), bounded.build());
    }
    return ImmutableMap.copyOf(all);
  }

  private static boolean needsBound(NodeDef node, Map<String, NodeDef> nodes) {
    if (!node.getOp().equals("GatherV2")
        || node.getInputCount() != 3
        || node.getAttrOrDefault("Taxis", AttrValue.getDefaultInstance()).getType()
            != DataType.DT_INT64) {
      return false;
    }
    NodeDef source = nodes.get(TensorRef.parse(node.getInput(2)).node());
    Double axis =
        source != null && source.getOp().equals("Const")
            ? ConstantValues.element(source.getAttrOrThrow("value").getTensor(), 0)
            : null;
    return axis == null || !(Math.abs(axis) <= MOST);
  }
}
