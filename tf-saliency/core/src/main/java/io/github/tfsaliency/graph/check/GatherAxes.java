package io.github.tfsaliency.graph.check;

import java.util.List;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * The axes along which gathers read. The kernel counts an axis from the end by its opposite, and
 * the least number of int64 has none: it passes for an axis, which ends the process. What is no
 * small constant is bounded as the model runs; the kernel refuses what was bounded.
 */
final class GatherAxes extends InputGuard {
  /** No tensor has as many dimensions. */
  private static final int MOST = 1_000;

  private static final DataType TYPE = DataType.DT_INT64;

  private static final int AXIS = 2;

  GatherAxes(Map<String, NodeDef> nodes) {
    super(nodes);
  }

  @Override
  List<Integer> unbounded(NodeDef node) {
    boolean reads =
        node.getOp().equals("GatherV2")
            && node.getInputCount() == 3
            && node.getAttrOrDefault("Taxis", AttrValue.getDefaultInstance()).getType() == TYPE;
    return reads && !isConstantWithin(node.getInput(AXIS), MOST) ? List.of(AXIS) : List.of();
  }

  @Override
  List<NodeDef> bounds(NodeDef node, int input, String axis) {
    AddedNodes added = new AddedNodes(node.getName() + "/axis", nodes());
    String least = added.op("Maximum", TYPE, axis, added.constant(TYPE, -MOST));
    var unused = added.op("Minimum", TYPE, least, added.constant(TYPE, MOST));
    return added.all();
  }
}
