package io.github.tfsaliency.graph.check;

import io.github.tfsaliency.graph.ConstantValues;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.message.Message;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * The lengths of real Fourier transforms: of none, their library ends the process. Runs end in
 * which a length that is no constant is below 1.
 */
final class TransformLengths extends InputGuard {
  private static final DataType TYPE = DataType.DT_INT32;

  private static final int LENGTH = 1;

  TransformLengths(Map<String, NodeDef> nodes) {
    super(nodes);
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

  @Override
  List<Integer> unbounded(NodeDef node) {
    if (!node.getOp().contains("RFFT") || node.getInputCount() != 2) {
      return List.of();
    }
    NodeDef length = source(node.getInput(LENGTH));
    // What is missing is refused by others.
    boolean open = length != null && !length.getOp().equals("Const") && !isGuarded(node);
    return open ? List.of(LENGTH) : List.of();
  }

  private boolean isGuarded(NodeDef node) {
    NodeDef sum = source(node.getInput(LENGTH), "AddV2", 2);
    return sum != null && isBound(node, LENGTH, sum.getInput(0));
  }

  @Override
  List<NodeDef> bounds(NodeDef node, int input, String length) {
    AddedNodes added = new AddedNodes(node.getName() + "/length", nodes());
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
