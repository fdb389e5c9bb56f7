package io.github.tfsaliency.graph.check;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tensorflow.Operation;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;

/** How many dimensions a tensor has at most, by its op and by what that reads. */
final class RankBounds {
  /** The inputs whose length is the number of dimensions that they make. */
  static final ImmutableMap<String, Integer> MAKERS =
      ImmutableMap.<String, Integer>builder()
          .put("BroadcastTo", 1)
          .put("Fill", 0)
          .put("RaggedTensorToTensor", 0)
          .put("Reshape", 1)
          .put("ScatterNd", 2)
          .put("SparseToDense", 1)
          .buildOrThrow();

  /** Of numbers in general; they choose among them, or count. */
  private static final ImmutableSet<String> OTHERS_AT_EACH_PLACE =
      ImmutableSet.of("BroadcastArgs", "FloorDiv", "FloorMod", "Select", "SelectV2");

  /** Nothing is known. */
  private static final int ANY = 1 << 20;

  private final Map<String, NodeDef> nodes;
  private final Map<String, Integer> ranks = new HashMap<>();
  private final Map<String, Integer> elements = new HashMap<>();

  RankBounds(Map<String, NodeDef> nodes) {
    this.nodes = nodes;
  }

  /**
   * Goes one node further, without TensorFlow.
   *
   * @param node reads only nodes that were followed
   * @return how many dimensions its outputs may have
   */
  int follow(NodeDef node) {
    int rank = Math.min(ANY, Math.max(0, computed(node)));
    ranks.put(node.getName(), rank);
    elements.put(node.getName(), Math.min(ANY, computedElements(node)));
    return rank;
  }

  /** The same, with what TensorFlow knows of its outputs. */
  int follow(NodeDef node, Operation operation) {
    int bound = follow(node);
    if (node.getOp().equals("VarHandleOp")) {
      return bound;
    }
    int rank = 0;
    for (int i = 0; i < operation.numOutputs(); i++) {
      Shape shape = operation.output(i).shape();
      rank = Math.max(rank, shape.isUnknown() ? bound : shape.numDimensions());
    }
    ranks.put(node.getName(), rank);
    return rank;
  }

  /** Says of a node what is known of it otherwise. */
  void given(String node, int rank, int itsElements) {
    ranks.put(node, Math.min(ANY, rank));
    elements.put(node, Math.min(ANY, itsElements));
  }

  /** How many elements a tensor that was followed may have. */
  int elements(String tensor) {
    return elements.getOrDefault(TensorRef.parse(tensor).node(), ANY);
  }

  /**
   * Refuses a node that makes too many dimensions.
   *
   * @param rank of its outputs
   * @param most that are borne
   * @throws UnsupportedModelException if the rank is larger
   */
  static void require(NodeDef node, int rank, int most) {
    if (rank > most) {
      throw NodeRefusal.of(
          node,
          "Maybe the SavedModel was damaged, or made to end the process.",
          "makes a tensor that may have %s dimensions, where at most %s are supported",
          rank,
          TensorLimits.DIMENSIONS_COMPUTED);
    }
  }

  /** How many dimensions a tensor that was followed may have. */
  int rank(String tensor) {
    return ranks.getOrDefault(TensorRef.parse(tensor).node(), TensorLimits.DIMENSIONS_GIVEN);
  }

  private int computed(NodeDef node) {
    String op = node.getOp();
    if (op.equals("Const")) {
      return node.getAttrOrDefault("value", AttrValue.getDefaultInstance())
          .getTensor()
          .getTensorShape()
          .getDimCount();
    }
    if (node.getInputCount() == 0) {
      return declared(node);
    }
    int[] read = node.getInputList().stream().mapToInt(this::rank).toArray();
    Integer shape = MAKERS.get(op);
    if (shape != null && shape < read.length) {
      // More elements are cut.
      int made = elements(node.getInput(shape));
      int rank = made > TensorLimits.DIMENSIONS_COMPUTED ? TensorLimits.DIMENSIONS_GIVEN : made;
      return op.equals("RaggedTensorToTensor") ? Math.max(rank, sum(read)) : rank;
    }
    int largest = IntStream.of(read).max().orElse(0);
    if (OpTable.is(op, OpTrait.GATHER) && read.length > 1) {
      return read[0] + read[1] - 1 - (int) Math.max(0, number(node, "batch_dims"));
    }
    if (OpTable.is(op, OpTrait.ADDS_DIMENSION)) {
      return largest + 1;
    }
    if (OpTable.is(op, OpTrait.REDUCTION)) {
      boolean kept = node.getAttrOrDefault("keep_dims", AttrValue.getDefaultInstance()).getB();
      return kept ? read[0] : read[0] - constantElements(node, 1);
    }
    return switch (op) {
      case "ArgMax", "ArgMin", "Unpack" -> read[0] - 1;
      // One behind the other, as the values of a table have a shape of their own.
      case "LookupTableFind", "LookupTableFindV2" -> sum(read);
      case "LinSpace", "Range", "Shape", "ShapeN" -> 1;
      case "Rank", "Size" -> 0;
      case "Diag" -> 2 * largest;
      case "Einsum" -> einsum(node, read);
      case "ParseExample", "ParseExampleV2", "ParseSingleExample" ->
          largest + TensorLimits.DIMENSIONS_GIVEN;
      case "Squeeze" ->
          read[0]
              - node.getAttrOrDefault("squeeze_dims", AttrValue.getDefaultInstance())
                  .getList()
                  .getICount();
      case "StridedSlice" ->
          read[0]
              + Long.bitCount(number(node, "new_axis_mask"))
              - Long.bitCount(number(node, "shrink_axis_mask"));
      default -> largest;
    };
  }

  /** Of what reads nothing; a shape without dimensions may stand for any. */
  private static int declared(NodeDef node) {
    TensorShapeProto shape =
        node.getAttrOrDefault("shape", AttrValue.getDefaultInstance()).getShape();
    boolean known = !shape.getUnknownRank() && shape.getDimCount() > 0;
    boolean stored = OpTable.is(node.getOp(), OpTrait.STORED);
    return known ? shape.getDimCount() : stored ? TensorLimits.DIMENSIONS_GIVEN : 0;
  }

  private static int sum(int[] ranks) {
    return (int) Math.min(ANY, IntStream.of(ranks).asLongStream().sum());
  }

  private static long number(NodeDef node, String attribute) {
    return node.getAttrOrDefault(attribute, AttrValue.getDefaultInstance()).getI();
  }

  private int constantElements(NodeDef node, int input) {
    NodeDef source =
        input < node.getInputCount()
            ? nodes.get(TensorRef.parse(node.getInput(input)).node())
            : null;
    return source != null && source.getOp().equals("Const") ? elements(node.getInput(input)) : 0;
  }

  /** The dimensions that the letters leave over, and those of the result's letters. */
  private static int einsum(NodeDef node, int[] read) {
    String equation =
        node.getAttrOrDefault("equation", AttrValue.getDefaultInstance()).getS().toStringUtf8();
    int arrow = equation.indexOf("->");
    List<String> inputs = Splitter.on(',').splitToList(equation.substring(0, Math.max(0, arrow)));
    int over = 0;
    for (int i = 0; i < read.length; i++) {
      over = Math.max(over, read[i] - (i < inputs.size() ? letters(inputs.get(i)) : 0));
    }
    return over + letters(equation.substring(arrow + 1));
  }

  private static int letters(String labels) {
    return Math.toIntExact(labels.codePoints().filter(Character::isLetter).count());
  }

  private int computedElements(NodeDef node) {
    String op = node.getOp();
    if (op.equals("Const")) {
      return product(
          node.getAttrOrDefault("value", AttrValue.getDefaultInstance())
              .getTensor()
              .getTensorShape());
    }
    if (op.equals("Placeholder")) {
      TensorShapeProto shape =
          node.getAttrOrDefault("shape", AttrValue.getDefaultInstance()).getShape();
      return shape.getDimCount() == 0 ? ANY : product(shape);
    }
    if (op.equals("Rank") || op.equals("Size")) {
      return 1;
    }
    if (op.equals("Shape") || op.equals("ShapeN") || op.equals("BroadcastGradientArgs")) {
      return node.getInputList().stream()
          .mapToInt(op.startsWith("Shape") ? this::rank : this::elements)
          .max()
          .orElse(0);
    }
    if (node.getInputCount() == 0) {
      return ANY;
    }
    int[] read = node.getInputList().stream().mapToInt(this::elements).toArray();
    boolean gathers = (op.equals("GatherV2") || op.equals("Gather")) && read.length > 1;
    if (gathers && rank(node.getInput(0)) <= 1) {
      return read[1];
    }
    if (isPointwise(op)) {
      boolean vectors = node.getInputList().stream().allMatch(input -> rank(input) <= 1);
      double all = IntStream.of(read).asDoubleStream().reduce(1, (a, b) -> a * b);
      return vectors ? IntStream.of(read).max().orElse(0) : (int) Math.min(ANY, all);
    }
    if (OpTable.is(op, OpTrait.NO_MORE_ELEMENTS)) {
      return op.startsWith("Concat") || op.equals("Pack") ? sum(read) : read[0];
    }
    return ANY;
  }

  private static boolean isPointwise(String op) {
    return OpTable.isAny(op, OpTrait.UNARY, OpTrait.BINARY, OpTrait.ARITHMETIC, OpTrait.TRUTH)
        || OTHERS_AT_EACH_PLACE.contains(op);
  }

  private static int product(TensorShapeProto shape) {
    double product = 1;
    for (TensorShapeProto.Dim dimension : shape.getDimList()) {
      product *= dimension.getSize() < 0 ? ANY : dimension.getSize();
    }
    return (int) Math.min(ANY, product);
  }
}
