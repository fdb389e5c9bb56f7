package io.github.tfsaliency.graph.check;

import java.util.List;
import java.util.Map;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * By how much a hue is turned. The kernel goes back turn by turn until it is within the first one,
 * indefinitely where a number is so large that one turn less is the same number. NaN stands instead
 * of a shift that is too large, as the model runs: it shows in what the model gives.
 */
final class HueShifts extends InputGuard {
  /** In turns; one is the whole circle. */
  private static final int MOST = 100;

  private static final DataType TYPE = DataType.DT_FLOAT;

  private static final int SHIFT = 1;

  HueShifts(Map<String, NodeDef> nodes) {
    super(nodes);
  }

  @Override
  List<Integer> unbounded(NodeDef node) {
    boolean turns = node.getOp().equals("AdjustHue") && node.getInputCount() == 2;
    return turns && !isConstantWithin(node.getInput(SHIFT), MOST) ? List.of(SHIFT) : List.of();
  }

  @Override
  List<NodeDef> bounds(NodeDef node, int input, String shift) {
    AddedNodes added = new AddedNodes(node.getName() + "/shift", nodes());
    String turns = added.op("Abs", TYPE, shift);
    String large = added.op("Greater", TYPE, turns, added.constant(TYPE, MOST));
    String none = added.constant(TYPE, Double.NaN);
    var unused = added.op("SelectV2", TYPE, large, none, shift);
    return added.all();
  }
}
