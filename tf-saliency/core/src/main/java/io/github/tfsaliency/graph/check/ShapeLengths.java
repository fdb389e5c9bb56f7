package io.github.tfsaliency.graph.check;

import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.message.Message;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * The shapes that a model computes, which say how many dimensions a tensor has. Runs end in which
 * they say too many, before a tensor has them; TensorFlow infers no more of them either.
 */
final class ShapeLengths extends InputGuard {
  /** Before TensorFlow infers shapes, when only a bound of them is known. */
  private static final int MOST_AT_FIRST = 240;

  private static final DataType EXACT = DataType.DT_DOUBLE;

  private final RankBounds ranks;

  /**
   * Looks at a graph.
   *
   * @param nodes each after the nodes that it reads
   * @throws UnsupportedModelException if a tensor has far too many dimensions whatever the shapes
   */
  ShapeLengths(Map<String, NodeDef> nodes) {
    super(nodes);
    ranks = new RankBounds(nodes);
    nodes.values().forEach(node -> RankBounds.require(node, ranks.follow(node), MOST_AT_FIRST));
  }

  @Override
  List<Integer> unbounded(NodeDef node) {
    Integer shape = RankBounds.MAKERS.get(node.getOp());
    if (shape == null || node.getInputCount() <= shape) {
      return List.of();
    }
    String tensor = node.getInput(shape);
    NodeDef source = source(tensor);
    boolean open =
        source != null
            && isWhole(tensor, source)
            && ranks.elements(tensor) > TensorLimits.DIMENSIONS_COMPUTED
            && !isGuarded(node, shape);
    return open ? List.of(shape) : List.of();
  }

  /** A cut reads a shape as a vector. */
  private boolean isGuarded(NodeDef node, int shape) {
    NodeDef sum = source(node.getInput(shape), "AddV2", 2);
    NodeDef cut = sum == null ? null : source(sum.getInput(0), "StridedSlice", 4);
    NodeDef flat = cut == null ? null : source(cut.getInput(0), "Reshape", 2);
    return flat != null && isBound(node, shape, flat.getInput(0));
  }

  /** Of another type it is refused by others. */
  private static boolean isWhole(String tensor, NodeDef source) {
    int index = TensorRef.parse(tensor).index();
    if (!NodeOutputs.isKnown(source.getOp()) || index >= NodeOutputs.count(source)) {
      return false;
    }
    DataType type = NodeOutputs.type(source, index);
    return type == DataType.DT_INT32 || type == DataType.DT_INT64;
  }

  /** What is left of a shape that is cut, and ends the run if it was. */
  @Override
  List<NodeDef> bounds(NodeDef node, int input, String tensor) {
    AddedNodes added = new AddedNodes(node.getName() + "/dimensions", nodes());
    String given = node.getInput(input);
    DataType type = NodeOutputs.type(requireNonNull(source(given)), TensorRef.parse(given).index());
    String dimensions = added.cast(added.size(tensor, type), DataType.DT_INT64, EXACT);
    var unused =
        added.unlessLarge(
            added.slice(tensor, type, 0, TensorLimits.DIMENSIONS_GIVEN),
            type,
            dimensions,
            TensorLimits.DIMENSIONS_GIVEN,
            Message.of(
                "Node '%s' (op '%s') would make more than %s dimensions",
                node.getName(), node.getOp(), TensorLimits.DIMENSIONS_GIVEN));
    return added.all();
  }
}
