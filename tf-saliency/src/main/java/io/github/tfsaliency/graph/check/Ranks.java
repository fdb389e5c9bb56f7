package io.github.tfsaliency.graph.check;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * How many dimensions tensors have. TensorFlow counts 254 of them, and a kernel that adds one more,
 * or works with twice as many, ends the process. What is given has few; what is computed of it is
 * followed through the graph.
 */
public final class Ranks {
  /** Of what is fed, stored, or made as the values of a shape say: more than NumPy ever had. */
  public static final int MOST_GIVEN = 64;

  /** Of what is computed: gradients and kernels double it. */
  static final int MOST = 120;

  private static final DataType EXACT = DataType.DT_DOUBLE;

  /** The inputs whose length is the number of dimensions that they make. */
  private static final ImmutableMap<String, Integer> MAKERS =
      ImmutableMap.<String, Integer>builder()
          .put("BroadcastTo", 1)
          .put("Fill", 0)
          .put("RaggedTensorToTensor", 0)
          .put("Reshape", 1)
          .put("ScatterNd", 2)
          .put("SparseToDense", 1)
          .buildOrThrow();

  private static final ImmutableSet<DataType> TYPES =
      ImmutableSet.of(DataType.DT_INT32, DataType.DT_INT64);

  /** Their results have the dimensions of what they read one behind the other. */
  private static final ImmutableSet<String> JOINERS =
      ImmutableSet.of(
          "Gather",
          "GatherNd",
          "GatherV2",
          "LookupTableFind",
          "LookupTableFindV2",
          "ResourceGather",
          "ResourceGatherNd");

  /** Their results may have one dimension more than what they read. */
  private static final ImmutableSet<String> ADDERS =
      ImmutableSet.of(
          "DecodeRaw",
          "DynamicPartition",
          "DynamicStitch",
          "ExpandDims",
          "MatrixDiag",
          "MatrixDiagV2",
          "MatrixDiagV3",
          "OneHot",
          "Pack",
          "ParallelConcat",
          "ParallelDynamicStitch",
          "SegmentMax",
          "SegmentMaxV2",
          "SegmentMean",
          "SegmentMin",
          "SegmentMinV2",
          "SegmentProd",
          "SegmentProdV2",
          "SegmentSum",
          "SegmentSumV2",
          "SparseSegmentMean",
          "SparseSegmentSqrtN",
          "SparseSegmentSum",
          "StringSplit",
          "StringSplitV2",
          "TensorListFromTensor",
          "TensorListStack",
          "UnicodeDecode",
          "UnicodeDecodeWithOffsets",
          "UnravelIndex",
          "UnsortedSegmentMax",
          "UnsortedSegmentMin",
          "UnsortedSegmentProd",
          "UnsortedSegmentSum",
          "Where");

  private final ImmutableMap<String, NodeDef> nodes;
  private final StaticShapes shapes;
  private final Map<String, Integer> most = new HashMap<>();

  private Ranks(ImmutableMap<String, NodeDef> nodes, StaticShapes shapes) {
    this.nodes = nodes;
    this.shapes = shapes;
  }

  /**
   * Lets runs end in which a shape that is computed has too many dimensions, before a tensor has
   * them.
   *
   * @param nodes each after the nodes that it reads
   * @param directory of the model, for error texts
   * @return these, and what was added
   * @throws UnsupportedModelException if a tensor may have too many dimensions nevertheless
   */
  public static ImmutableMap<String, NodeDef> bounded(
      ImmutableMap<String, NodeDef> nodes, Path directory) {
    try (StaticShapes shapes = StaticShapes.of(nodes.values(), directory)) {
      return new Ranks(nodes, shapes).bounded();
    }
  }

  private ImmutableMap<String, NodeDef> bounded() {
    Map<String, NodeDef> all = new LinkedHashMap<>();
    for (NodeDef node : nodes.values()) {
      Integer shape = MAKERS.get(node.getOp());
      if (shape != null && isOpen(node, 0) && needsGuard(node, shape)) {
        List<NodeDef> added = guard(node, shape, node.getInput(shape));
        added.forEach(guard -> all.put(guard.getName(), guard));
        String last = added.get(added.size() - 1).getName();
        all.put(node.getName(), node.toBuilder().setInput(shape, last).build());
      } else {
        all.put(node.getName(), node);
      }
      follow(node);
    }
    return all.size() == nodes.size() ? nodes : ImmutableMap.copyOf(all);
  }

  /**
   * Looks at what TensorFlow inferred.
   *
   * @throws UnsupportedModelException if an output of a node has too many dimensions
   */
  static void check(NodeDef node, List<Shape> outputs) {
    for (Shape shape : outputs) {
      if (!shape.isUnknown()) {
        require(node, shape.numDimensions());
      }
    }
  }

  private static void require(NodeDef node, int rank) {
    if (rank > MOST) {
      throw NodeValidator.refused(
          node,
          "Maybe the SavedModel was damaged, or made to end the process.",
          "makes a tensor that may have %s dimensions, where at most %s are borne",
          rank,
          MOST);
    }
  }

  private boolean isOpen(NodeDef node, int output) {
    return shapes.operation(node).output(output).shape().isUnknown();
  }

  private void follow(NodeDef node) {
    int computed = -1;
    for (int i = 0; i < NodeOutputs.count(node); i++) {
      int rank;
      if (isOpen(node, i)) {
        computed = computed < 0 ? computed(node) : computed;
        rank = computed;
      } else {
        rank = shapes.operation(node).output(i).shape().numDimensions();
      }
      require(node, rank);
      most.put(new TensorRef(node.getName(), i).toString(), rank);
    }
  }

  /** What an output may have at most whose dimensions TensorFlow does not know. */
  private int computed(NodeDef node) {
    if (node.getInputCount() == 0 || OpTable.is(node.getOp(), OpTrait.STORED)) {
      return MOST_GIVEN;
    }
    int[] read = node.getInputList().stream().mapToInt(this::of).toArray();
    int largest = IntStream.of(read).max().orElse(0);
    if (MAKERS.containsKey(node.getOp())) {
      return MOST_GIVEN;
    }
    if (JOINERS.contains(node.getOp())) {
      // What a table or a variable holds has a shape that its handle does not tell.
      boolean held = type(node.getInput(0)) == DataType.DT_RESOURCE;
      return IntStream.of(read).sum() + (held ? MOST_GIVEN : 0);
    }
    if (ADDERS.contains(node.getOp())) {
      return largest + 1;
    }
    return switch (node.getOp()) {
      case "Diag" -> 2 * largest;
      case "Einsum" -> einsum(node, read);
      case "StridedSlice" -> read[0] + newAxes(node);
      case "ParseExample", "ParseExampleV2", "ParseSingleExample" -> largest + MOST_GIVEN;
      default -> largest;
    };
  }

  private int of(String tensor) {
    return requireNonNull(most.get(TensorRef.parse(tensor).toString()));
  }

  private DataType type(String tensor) {
    TensorRef source = TensorRef.parse(tensor);
    return NodeOutputs.type(requireNonNull(nodes.get(source.node())), source.index());
  }

  /** The dimensions that the letters leave over, and those of the result's letters. */
  private static int einsum(NodeDef node, int[] read) {
    String equation = NodeOutputs.attribute(node, "equation").getS().toStringUtf8();
    int arrow = equation.indexOf("->");
    String[] inputs = equation.substring(0, Math.max(0, arrow)).split(",", -1);
    int over = 0;
    for (int i = 0; i < read.length; i++) {
      over = Math.max(over, read[i] - (i < inputs.length ? letters(inputs[i]) : 0));
    }
    return over + letters(equation.substring(arrow + 1));
  }

  private static int letters(String labels) {
    return Math.toIntExact(labels.codePoints().filter(Character::isLetter).count());
  }

  private static int newAxes(NodeDef slice) {
    AttrValue mask = slice.getAttrOrDefault("new_axis_mask", AttrValue.getDefaultInstance());
    return Long.bitCount(mask.getI());
  }

  private boolean needsGuard(NodeDef node, int shape) {
    String tensor = node.getInput(shape);
    if (!TYPES.contains(type(tensor))) {
      return false;
    }
    NodeDef sum = requireNonNull(nodes.get(TensorRef.parse(tensor).node()));
    return !sum.getOp().equals("AddV2")
        || sum.getInputCount() != 2
        || !AddedNodes.areAlike(guard(node, shape, sum.getInput(0)), tensor, nodes);
  }

  /** The last one gives the shape. */
  private List<NodeDef> guard(NodeDef node, int shape, String tensor) {
    AddedNodes added = new AddedNodes(node.getName() + "/dimensions", nodes);
    DataType type = type(node.getInput(shape));
    String dimensions = added.cast(added.size(tensor, type), DataType.DT_INT64, EXACT);
    var unused =
        added.unlessLarge(
            tensor,
            type,
            dimensions,
            MOST_GIVEN,
            Message.of(
                "Node '%s' (op '%s') would make more than %s dimensions",
                node.getName(), node.getOp(), MOST_GIVEN));
    return added.all();
  }
}
