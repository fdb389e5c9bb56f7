package io.github.tfsaliency.graph.check;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.collect.ImmutableSortedSet;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.ConstantValues;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.ShapeArithmetic;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Tensors whose size a model computes from the values that it is fed: no budget can know them
 * before they fill the memory. A number, such as the length of the longest sequence, is bounded
 * when the model runs; other sizes are refused. Sizes computed from shapes are none of these.
 */
public final class ValueSizes {
  /** The inputs that say how large the result is. */
  private static final ImmutableSetMultimap<String, Integer> SIZES =
      ImmutableSetMultimap.<String, Integer>builder()
          .putAll(ConstantSizes.PRODUCTS.entrySet())
          .putAll("BatchToSpaceND", 1, 2)
          .putAll("CombinedNonMaxSuppression", 2, 3)
          .putAll("MatrixDiagV2", 1, 2, 3)
          .putAll("MatrixDiagV3", 1, 2, 3)
          .put("MirrorPad", 1)
          .put("NonMaxSuppression", 2)
          .put("NonMaxSuppressionV2", 2)
          .put("NonMaxSuppressionV3", 2)
          .put("NonMaxSuppressionV4", 2)
          .put("NonMaxSuppressionV5", 2)
          .put("Pad", 1)
          .put("PadV2", 1)
          .putAll("Range", 0, 1, 2)
          .putAll("SpaceToBatchND", 1, 2)
          .put("SpaceToBatch", 1)
          .put("BatchToSpace", 1)
          .build();

  private static final ImmutableSet<DataType> TYPES =
      ImmutableSet.of(DataType.DT_INT32, DataType.DT_INT64);

  /** What a size may be at most: the first of these with which the model keeps its budgets. */
  private static final ImmutableSet<Integer> BOUNDS =
      ImmutableSet.of(1 << 16, 1 << 14, 1 << 12, 1 << 10, 1 << 8);

  private final ImmutableMap<String, NodeDef> nodes;
  private final Set<Edge> open = new LinkedHashSet<>();
  private @Nullable UnsupportedModelException refusal;

  private ValueSizes(ImmutableMap<String, NodeDef> nodes) {
    this.nodes = nodes;
  }

  /**
   * Where a node reads a number that says a size.
   *
   * @param node its name
   * @param input which input
   */
  private record Edge(String node, int input) {}

  /**
   * Bounds all sizes. One that is computed from fed values gets a node ahead of it that makes it
   * negative where it is too large: then the kernel refuses it.
   *
   * @param nodes what will be executed, each after the nodes that it reads
   * @param budget throws if the nodes, with the largest sizes in them, take too much memory
   * @return the same, and what was added
   * @throws UnsupportedModelException if a size that is computed from fed values cannot be bounded
   */
  public static ImmutableMap<String, NodeDef> bounded(
      ImmutableMap<String, NodeDef> nodes, Consumer<ImmutableMap<String, NodeDef>> budget) {
    ValueSizes sizes = new ValueSizes(nodes);
    sizes.find();
    if (sizes.open.isEmpty()) {
      return nodes;
    }
    for (int most : sizes.candidates()) {
      try {
        budget.accept(sizes.with((node, edge) -> constant(node, edge, most, nodes)));
        return sizes.with((node, edge) -> bound(node, edge, most, nodes));
      } catch (UnsupportedModelException e) {
        // Perhaps with smaller ones.
      }
    }
    throw requireNonNull(sizes.refusal);
  }

  private void find() {
    Set<String> fed = new HashSet<>();
    for (NodeDef node : nodes.values()) {
      boolean depends = node.getOp().equals("Placeholder");
      for (int i = 0; i < node.getInputCount(); i++) {
        String source = TensorRef.parse(node.getInput(i)).node();
        depends |= fed.contains(source);
        if (fed.contains(source)
            && SIZES.containsEntry(node.getOp(), i)
            && !isBounded(requireNonNull(nodes.get(source)), nodes)) {
          refusal = refusal == null ? refused(node, source) : refusal;
          if (!open(node, i, fed)) {
            throw requireNonNull(refusal);
          }
        }
      }
      if (depends && !readsShapeAlone(node.getOp())) {
        fed.add(node.getName());
      }
    }
  }

  private static UnsupportedModelException refused(NodeDef node, String source) {
    return new UnsupportedModelException(
        Message.of(
            "Node '%s' (op '%s') makes a tensor whose size '%s' computes from the values that are"
                + " fed, so that one sample could fill the memory.\n"
                + "Maybe export the model with fixed sizes, or name a float tensor after it with"
                + " Model.from(path).input(name).",
            node.getName(), node.getOp(), source));
  }

  /** The input that is the one number by which a result is sized; null if there is none. */
  private static @Nullable Integer number(String op) {
    if (!OpTable.is(op, OpTrait.SIZED_BY_NUMBER)) {
      return null;
    }
    // A range begins and steps by numbers too, which are looked at elsewhere.
    return op.equals("Range") ? 1 : requireNonNull(ConstantSizes.PRODUCTS.get(op), op);
  }

  /** Notes what has to be bounded; false if that would not do. */
  private boolean open(NodeDef node, int input, Set<String> fed) {
    Integer number = number(node.getOp());
    if (number != null) {
      boolean counted = !node.getOp().equals("Range") || countsUpFromZero(node);
      return counted && number == input && open(new Edge(node.getName(), input));
    }
    NodeDef pack = requireNonNull(nodes.get(TensorRef.parse(node.getInput(input)).node()));
    if (!pack.getOp().equals("Pack")) {
      return false;
    }
    boolean bounded = true;
    for (int i = 0; i < pack.getInputCount(); i++) {
      bounded &=
          !fed.contains(TensorRef.parse(pack.getInput(i)).node())
              || open(new Edge(pack.getName(), i));
    }
    return bounded;
  }

  private boolean open(Edge edge) {
    open.add(edge);
    return TYPES.contains(type(requireNonNull(nodes.get(edge.node())), edge, nodes));
  }

  private static DataType type(NodeDef node, Edge edge, Map<String, NodeDef> nodes) {
    TensorRef source = TensorRef.parse(node.getInput(edge.input()));
    return NodeOutputs.type(requireNonNull(nodes.get(source.node())), source.index());
  }

  private boolean countsUpFromZero(NodeDef range) {
    ShapeArithmetic constants = new ShapeArithmetic(nodes::get, tensor -> Shape.unknown());
    Long start = constants.scalar(TensorRef.parse(range.getInput(0)));
    Long step = constants.scalar(TensorRef.parse(range.getInput(2)));
    return start != null && start >= 0 && step != null && step >= 1;
  }

  /** Sizes that models are fixed to are tried too, the largest first. */
  private ImmutableSortedSet<Integer> candidates() {
    ImmutableSortedSet.Builder<Integer> all = ImmutableSortedSet.reverseOrder();
    all.addAll(BOUNDS);
    for (NodeDef node : nodes.values()) {
      if (node.getOp().equals("Placeholder")) {
        node
            .getAttrOrDefault("shape", AttrValue.getDefaultInstance())
            .getShape()
            .getDimList()
            .stream()
            .map(TensorShapeProto.Dim::getSize)
            .filter(size -> size > 0 && size < 1 << 16)
            .forEach(size -> all.add(Math.toIntExact(size)));
      }
    }
    return all.build();
  }

  /** What is put ahead of an edge; the last node gives what is read there. */
  private interface Ahead {
    AddedNodes of(NodeDef node, Edge edge);
  }

  private ImmutableMap<String, NodeDef> with(Ahead ahead) {
    Map<String, NodeDef> all = new LinkedHashMap<>();
    for (NodeDef node : nodes.values()) {
      NodeDef.Builder changed = node.toBuilder();
      for (int i = 0; i < node.getInputCount(); i++) {
        Edge edge = new Edge(node.getName(), i);
        if (open.contains(edge)) {
          List<NodeDef> added = ahead.of(node, edge).all();
          added.forEach(bound -> all.put(bound.getName(), bound));
          changed.setInput(i, added.get(added.size() - 1).getName());
        }
      }
      all.put(node.getName(), changed.build());
    }
    return ImmutableMap.copyOf(all);
  }

  private static AddedNodes ahead(NodeDef node, Edge edge, Map<String, NodeDef> nodes) {
    return new AddedNodes(node.getName() + "/size_" + edge.input(), nodes);
  }

  private static AddedNodes constant(
      NodeDef node, Edge edge, int most, Map<String, NodeDef> nodes) {
    AddedNodes added = ahead(node, edge, nodes);
    var unused = added.constant(type(node, edge, nodes), most);
    return added;
  }

  private static AddedNodes bound(NodeDef node, Edge edge, int most, Map<String, NodeDef> nodes) {
    DataType type = type(node, edge, nodes);
    String size = node.getInput(edge.input());
    AddedNodes added = ahead(node, edge, nodes);
    String large = added.op("Greater", type, size, added.constant(type, most));
    var unused = added.op("SelectV2", type, large, added.constant(type, -1), size);
    return added;
  }

  private static boolean readsShapeAlone(String op) {
    return OpTable.is(op, OpTrait.SIZE) || op.equals("TensorListElementShape");
  }

  /** As {@code tf.math.bincount} writes it: the smaller of a constant and what the values say. */
  private static boolean isBounded(NodeDef size, Map<String, NodeDef> nodes) {
    NodeDef node = size;
    while (node.getOp().equals("Cast")) {
      node = requireNonNull(nodes.get(TensorRef.parse(node.getInput(0)).node()));
    }
    return node.getOp().equals("Minimum")
        && node.getInputList().stream()
            .map(input -> requireNonNull(nodes.get(TensorRef.parse(input).node())))
            .filter(source -> source.getOp().equals("Const"))
            .map(source -> ConstantValues.element(source.getAttrOrThrow("value").getTensor(), 0))
            .anyMatch(most -> most != null && most <= TensorLimits.ELEMENTS);
  }
}
