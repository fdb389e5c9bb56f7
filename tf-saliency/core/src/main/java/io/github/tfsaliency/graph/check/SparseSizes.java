package io.github.tfsaliency.graph.check;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.protobuf.ByteString;
import io.github.tfsaliency.graph.ConstantValues;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/**
 * Ops on sparse and ragged tensors, whose sizes are values: TensorFlow infers no shape from them,
 * so one number fills any memory. How many elements the result has is computed as the model runs,
 * and the run ends there if it is too large, before the kernel begins.
 */
final class SparseSizes extends InputGuard {
  /** What is fed beside a size, so that the run ends where the size is too large. */
  private static final ImmutableMap<String, Integer> GUARDED =
      ImmutableMap.<String, Integer>builder()
          .put("RaggedBincount", 2)
          .put("RaggedTensorToTensor", 0)
          .put("SparseFillEmptyRows", 2)
          .put("SparseSegmentMean", 2)
          .put("SparseSegmentSqrtN", 2)
          .put("SparseSegmentSum", 2)
          .put("SparseTensorDenseMatMul", 2)
          .put("SparseToDense", 1)
          .buildOrThrow();

  private static final DataType EXACT = DataType.DT_DOUBLE;
  private static final DataType LONG = DataType.DT_INT64;

  /** Of tensors that hold at most eight bytes an element. */
  private static final int MOST = 1 << 26;

  /** The first input of the partitions of rows. */
  private static final int PARTITIONS = 3;

  SparseSizes(Map<String, NodeDef> nodes) {
    super(nodes);
  }

  @Override
  List<Integer> unbounded(NodeDef node) {
    Integer input = GUARDED.get(node.getOp());
    // What is no such op after all is refused by others.
    return input == null || !isWhole(node) || isGuarded(node, input) ? List.of() : List.of(input);
  }

  private boolean isWhole(NodeDef node) {
    int inputs =
        node.getOp().equals("RaggedTensorToTensor")
            ? PARTITIONS + partitions(node).size()
            : NodeOutputs.op(node).getInputArgCount();
    return node.getInputCount() == inputs
        && inputs > 0
        && node.getInputList().stream().allMatch(input -> source(input) != null);
  }

  private boolean isGuarded(NodeDef node, int input) {
    NodeDef sum = source(node.getInput(input), "AddV2", 2);
    return sum != null && isBound(node, input, sum.getInput(0));
  }

  @Override
  List<NodeDef> bounds(NodeDef node, int input, String size) {
    AddedNodes added = new AddedNodes(node.getName() + "/elements", nodes());
    DataType type = type(size);
    String elements = elements(node, size, added);
    var unused =
        added.unlessLarge(
            size,
            type,
            elements,
            MOST,
            Message.of(
                "Node '%s' (op '%s') would make more than %s elements",
                node.getName(), node.getOp(), MOST));
    return added.all();
  }

  private String elements(NodeDef node, String size, AddedNodes added) {
    return switch (node.getOp()) {
      case "RaggedTensorToTensor" -> product(ragged(node, size, added), added);
      case "RaggedBincount" ->
          product(List.of(count(node.getInput(0), added), exact(size, added)), added);
      case "SparseSegmentMean", "SparseSegmentSqrtN", "SparseSegmentSum" ->
          product(List.of(next(size, added), row(node.getInput(0), added)), added);
      case "SparseTensorDenseMatMul" ->
          product(
              List.of(
                  at(exact(size, added), flag(node, "adjoint_a") ? 1 : 0, added),
                  at(shape(node.getInput(3), added), flag(node, "adjoint_b") ? 0 : 1, added)),
              added);
      case "SparseFillEmptyRows" ->
          product(List.of(at(exact(size, added), 0, added), count(size, added)), added);
      default -> added.reduced("Prod", exact(size, added), EXACT);
    };
  }

  /**
   * Rows, their widths, and what lies inside. A size that is asked for stands instead of what the
   * partitions say.
   */
  private List<String> ragged(NodeDef node, String size, AddedNodes added) {
    List<String> partitions = partitions(node);
    List<String> sizes = new ArrayList<>();
    for (int i = 0; i < partitions.size(); i++) {
      String partition = node.getInput(PARTITIONS + i);
      boolean isSplits = partitions.get(i).equals("ROW_SPLITS");
      if (i == 0) {
        sizes.add(isSplits ? count(partition, added) : next(partition, added));
      }
      if (isSplits) {
        sizes.add(widest(partition, added));
      } else if (i > 0) {
        sizes.add(mostFrequent(partition, added));
      }
    }
    List<Long> asked = constant(size);
    for (int i = 0; i < Math.min(sizes.size(), asked.size()); i++) {
      if (asked.get(i) >= 0) {
        sizes.set(i, "");
      }
    }
    sizes.removeIf(String::isEmpty);
    // All that are asked for, of inner dimensions too.
    sizes.add(
        added.reduced(
            "Prod",
            added.op("Maximum", EXACT, exact(size, added), added.constant(EXACT, 1)),
            EXACT));
    sizes.add(row(node.getInput(1), added));
    return sizes;
  }

  private List<Long> constant(String tensor) {
    NodeDef node = source(tensor);
    if (node == null || !node.getOp().equals("Const")) {
      return List.of();
    }
    TensorProto values = node.getAttrOrThrow("value").getTensor();
    List<Long> constant = new ArrayList<>();
    for (int i = 0;
        i < TensorLimits.DIMENSIONS_COUNTED && values.getTensorShape().getDimCount() == 1;
        i++) {
      if (i < values.getTensorShape().getDim(0).getSize()) {
        Double value = ConstantValues.element(values, i);
        constant.add(value == null ? -1 : value.longValue());
      }
    }
    return constant;
  }

  private static List<String> partitions(NodeDef node) {
    return node
        .getAttrOrDefault("row_partition_types", AttrValue.getDefaultInstance())
        .getList()
        .getSList()
        .stream()
        .map(ByteString::toStringUtf8)
        .toList();
  }

  private DataType type(String tensor) {
    TensorRef source = TensorRef.parse(tensor);
    return NodeOutputs.type(requireNonNull(source(tensor)), source.index());
  }

  private static String product(List<String> factors, AddedNodes added) {
    String product = added.constant(EXACT, 1);
    for (String factor : factors) {
      product = added.op("Mul", EXACT, product, factor);
    }
    return product;
  }

  private String exact(String tensor, AddedNodes added) {
    return added.cast(tensor, type(tensor), EXACT);
  }

  /** How many elements there are. */
  private String count(String tensor, AddedNodes added) {
    return added.cast(added.size(tensor, type(tensor)), LONG, EXACT);
  }

  /** The largest value, at least 0. */
  private String largest(String tensor, AddedNodes added) {
    return added.op(
        "Maximum",
        EXACT,
        added.reduced("Max", exact(tensor, added), EXACT),
        added.constant(EXACT, 0));
  }

  /** One more than the largest value. */
  private String next(String tensor, AddedNodes added) {
    return added.op("AddV2", EXACT, largest(tensor, added), added.constant(EXACT, 1));
  }

  /** The largest difference of neighbours in a vector. */
  private String widest(String splits, AddedNodes added) {
    String values = exact(splits, added);
    String differences =
        added.op("Sub", EXACT, added.slice(values, EXACT, 1, 0), added.slice(values, EXACT, 0, -1));
    return added.op(
        "Maximum", EXACT, added.reduced("Max", differences, EXACT), added.constant(EXACT, 0));
  }

  /** How often the most frequent value of a vector is there. */
  private String mostFrequent(String values, AddedNodes added) {
    String counts = added.counts(values, type(values));
    return added.op(
        "Maximum",
        EXACT,
        added.reduced("Max", added.cast(counts, LONG, EXACT), EXACT),
        added.constant(EXACT, 0));
  }

  private static boolean flag(NodeDef node, String name) {
    return node.getAttrOrDefault(name, AttrValue.getDefaultInstance()).getB();
  }

  /** One number of a vector. */
  private static String at(String vector, int place, AddedNodes added) {
    return added.reduced("Max", added.slice(vector, EXACT, place, place + 1), EXACT);
  }

  private String shape(String tensor, AddedNodes added) {
    return added.cast(added.shape(tensor, type(tensor)), LONG, EXACT);
  }

  /** How many elements lie in one of the first dimension. */
  private String row(String tensor, AddedNodes added) {
    String shape = shape(tensor, added);
    return added.reduced(
        "Prod",
        added.op("Maximum", EXACT, added.slice(shape, EXACT, 1, 0), added.constant(EXACT, 1)),
        EXACT);
  }
}
