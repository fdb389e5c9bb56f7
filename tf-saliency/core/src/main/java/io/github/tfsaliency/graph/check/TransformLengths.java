package io.github.tfsaliency.graph.check;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.graph.ConstantValues;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.message.Message;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/** The lengths of real Fourier transforms: of none, their library ends the process. */
final class TransformLengths {
  private static final DataType TYPE = DataType.DT_INT32;

  private TransformLengths() {}

  /**
   * Lets runs end in which a length that is no constant is below 1.
   *
   * @param nodes each after the nodes that it reads
   * @return these, and what was added
   */
  static ImmutableMap<String, NodeDef> bounded(ImmutableMap<String, NodeDef> nodes) {
    if (nodes.values().stream().noneMatch(node -> needsGuard(node, nodes))) {
      return nodes;
    }
    Map<String, NodeDef> all = new LinkedHashMap<>();
    for (NodeDef node : nodes.values()) {
      NodeDef.Builder guarded = node.toBuilder();
      if (needsGuard(node, nodes)) {
        List<NodeDef> added = guard(node, node.getInput(1), nodes);
        added.forEach(guard -> all.put(guard.getName(), guard));
        guarded.setInput(1, added.get(added.size() - 1).getName());
      }
      all.put(node.getName(), guarded.build());
    }
    return ImmutableMap.copyOf(all);
  }

  /**
   * Whether a node is a transform that is known to end the process.
   *
   * @param node whose inputs fit its op
   * @param nodes those that it reads
   */
  static boolean isBroken(NodeDef node, Map<String, NodeDef> nodes) {
    NodeDef length = nodes.get(TensorRef.parse(node.getInput(1)).node());
    return length != null
        && length.getOp().equals("Const")
        && !ConstantValues.isAtLeast(1, length.getAttrOrThrow("value").getTensor());
  }

  private static boolean needsGuard(NodeDef node, Map<String, NodeDef> nodes) {
    if (!node.getOp().contains("RFFT") || node.getInputCount() != 2) {
      return false;
    }
    NodeDef length = nodes.get(TensorRef.parse(node.getInput(1)).node());
    // What is missing is refused by others.
    return length != null && !length.getOp().equals("Const") && !isGuarded(node, length, nodes);
  }

  private static boolean isGuarded(NodeDef node, NodeDef sum, Map<String, NodeDef> nodes) {
    return sum.getOp().equals("AddV2")
        && sum.getInputCount() == 2
        && AddedNodes.areAlike(guard(node, sum.getInput(0), nodes), node.getInput(1), nodes);
  }

  /** The last one gives the length. */
  private static List<NodeDef> guard(NodeDef node, String length, Map<String, NodeDef> nodes) {
    AddedNodes added = new AddedNodes(node.getName() + "/length", nodes);
    String least = added.reduced("Min", length, TYPE);
    var unused =
        added.unless(
            added.op("Less", TYPE, least, added.constant(TYPE, 1)),
            length,
            TYPE,
            Message.of("Node '%s' (op '%s') has a length below 1", node.getName(), node.getOp()));
    return added.all();
  }
}
