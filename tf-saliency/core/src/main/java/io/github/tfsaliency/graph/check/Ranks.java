package io.github.tfsaliency.graph.check;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.message.Message;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * How many dimensions tensors have. TensorFlow counts 254 of them, and a kernel that adds one more,
 * or works with twice as many, ends the process; its inference of shapes counts any number, and
 * fills the memory. What is given has few, and what is computed of it is followed through the
 * graph.
 */
public final class Ranks {
  /** Of what is fed, stored, or made as the values of a shape say: as many as NumPy ever had. */
  public static final int MOST_GIVEN = 64;

  /** Of what is computed: gradients and kernels double it. */
  static final int MOST = 120;

  /** Before TensorFlow infers shapes, when only a bound of them is known. */
  private static final int MOST_AT_FIRST = 240;

  private static final DataType EXACT = DataType.DT_DOUBLE;

  private final ImmutableMap<String, NodeDef> nodes;
  private final RankBounds bounds;

  private Ranks(ImmutableMap<String, NodeDef> nodes) {
    this.nodes = nodes;
    bounds = new RankBounds(nodes);
  }

  /**
   * Lets runs end in which a shape that is computed has too many dimensions, before a tensor has
   * them. TensorFlow infers no more of them either.
   *
   * @param nodes each after the nodes that it reads
   * @return these, and what was added
   * @throws UnsupportedModelException if a tensor has far too many dimensions nevertheless
   */
  static ImmutableMap<String, NodeDef> bounded(ImmutableMap<String, NodeDef> nodes) {
    return new Ranks(nodes).bounded();
  }

  private ImmutableMap<String, NodeDef> bounded() {
    Map<String, NodeDef> all = new LinkedHashMap<>();
    for (NodeDef node : nodes.values()) {
      Integer shape = RankBounds.MAKERS.get(node.getOp());
      if (shape != null && needsGuard(node, shape)) {
        List<NodeDef> added = guard(node, shape, node.getInput(shape));
        added.forEach(guard -> all.put(guard.getName(), guard));
        String last = added.get(added.size() - 1).getName();
        all.put(node.getName(), node.toBuilder().setInput(shape, last).build());
      } else {
        all.put(node.getName(), node);
      }
      require(node, bounds.follow(node), MOST_AT_FIRST);
    }
    return all.size() == nodes.size() ? nodes : ImmutableMap.copyOf(all);
  }

  /**
   * Looks at all that may have any number of dimensions as far as TensorFlow knows.
   *
   * @param nodes each after the nodes that it reads, with what {@link #bounded} added
   * @param directory of the model, for error texts
   * @throws UnsupportedModelException if a tensor may have too many dimensions
   */
  public static void require(ImmutableMap<String, NodeDef> nodes, Path directory) {
    try (StaticShapes shapes = StaticShapes.of(nodes.values(), directory)) {
      RankBounds bounds = new RankBounds(nodes);
      for (NodeDef node : nodes.values()) {
        require(node, bounds.follow(node, shapes.operation(node)), MOST);
      }
    }
  }

  /**
   * Looks at what TensorFlow inferred.
   *
   * @throws UnsupportedModelException if an output of a node has too many dimensions
   */
  static void check(NodeDef node, List<Shape> outputs) {
    for (Shape shape : outputs) {
      if (!shape.isUnknown()) {
        require(node, shape.numDimensions(), MOST);
      }
    }
  }

  private static void require(NodeDef node, int rank, int most) {
    if (rank > most) {
      throw NodeValidator.refused(
          node,
          "Maybe the SavedModel was damaged, or made to end the process.",
          "makes a tensor that may have %s dimensions, where at most %s are borne",
          rank,
          MOST);
    }
  }

  private boolean needsGuard(NodeDef node, int shape) {
    if (node.getInputCount() <= shape) {
      return false;
    }
    String tensor = node.getInput(shape);
    NodeDef source = nodes.get(TensorRef.parse(tensor).node());
    if (source == null || !isWhole(tensor, source) || bounds.elements(tensor) <= MOST) {
      return false;
    }
    return !source.getOp().equals("AddV2")
        || source.getInputCount() != 2
        || !isCut(node, shape, tensor, source);
  }

  private boolean isCut(NodeDef node, int shape, String tensor, NodeDef sum) {
    NodeDef cut = nodes.get(TensorRef.parse(sum.getInput(0)).node());
    NodeDef flat =
        cut == null || cut.getInputCount() == 0
            ? null
            : nodes.get(TensorRef.parse(cut.getInput(0)).node());
    return flat != null
        && flat.getInputCount() > 0
        && AddedNodes.areAlike(guard(node, shape, flat.getInput(0)), tensor, nodes);
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

  /** What is left of a shape that is cut, and ends the run if it was; the last one gives it. */
  private List<NodeDef> guard(NodeDef node, int shape, String tensor) {
    AddedNodes added = new AddedNodes(node.getName() + "/dimensions", nodes);
    TensorRef source = TensorRef.parse(node.getInput(shape));
    DataType type = NodeOutputs.type(requireNonNull(nodes.get(source.node())), source.index());
    String dimensions = added.cast(added.size(tensor, type), DataType.DT_INT64, EXACT);
    var unused =
        added.unlessLarge(
            added.slice(tensor, type, 0, MOST_GIVEN),
            type,
            dimensions,
            MOST_GIVEN,
            Message.of(
                "Node '%s' (op '%s') would make more than %s dimensions",
                node.getName(), node.getOp(), MOST_GIVEN));
    return added.all();
  }
}
