package io.github.tfsaliency.graph.check;

import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.graph.ConstantValues;
import io.github.tfsaliency.graph.TensorRef;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * Ops whose result has a row for each number up to the largest that they are given, so that one
 * number fills any memory. Constants are looked at before the model runs; other numbers are bounded
 * as it runs, by nodes that put a negative one, which the kernels refuse, instead of one that is
 * too large.
 */
final class SegmentRows extends InputGuard {
  private static final ImmutableSet<String> SEGMENTS =
      ImmutableSet.of("SegmentMax", "SegmentMean", "SegmentMin", "SegmentProd", "SegmentSum");

  private static final ImmutableSet<String> STITCHES =
      ImmutableSet.of("DynamicStitch", "ParallelDynamicStitch");

  private static final ImmutableSet<DataType> TYPES =
      ImmutableSet.of(DataType.DT_INT32, DataType.DT_INT64);

  SegmentRows(Map<String, NodeDef> nodes) {
    super(nodes);
  }

  /**
   * Numbers of rows and the data that goes into them.
   *
   * @param rows which input
   * @param data which input
   * @param type of the rows
   */
  private record Pair(int rows, int data, DataType type) {}

  private static List<Pair> pairs(NodeDef node) {
    if (SEGMENTS.contains(node.getOp()) && node.getInputCount() == 2) {
      return List.of(new Pair(1, 0, type(node, "Tindices")));
    }
    if (!STITCHES.contains(node.getOp())) {
      return List.of();
    }
    int count = node.getInputCount() / 2;
    return IntStream.range(0, count)
        .mapToObj(i -> new Pair(i, count + i, DataType.DT_INT32))
        .toList();
  }

  private static DataType type(NodeDef node, String attribute) {
    return node.getAttrOrDefault(attribute, AttrValue.getDefaultInstance()).getType();
  }

  @Override
  List<Integer> unbounded(NodeDef node) {
    return pairs(node).stream()
        .filter(pair -> TYPES.contains(pair.type()) && needsBound(node, pair))
        .map(Pair::rows)
        .toList();
  }

  /** How many rows constants say; 0 if none does. */
  static double rows(NodeDef node, Map<String, NodeDef> nodes) {
    double rows = 0;
    for (Pair pair : pairs(node)) {
      NodeDef source = nodes.get(TensorRef.parse(node.getInput(pair.rows())).node());
      if (source != null && source.getOp().equals("SelectV2")) {
        // What it is bounded by is looked at elsewhere.
        source = nodes.get(TensorRef.parse(source.getInput(2)).node());
      }
      if (source != null && source.getOp().equals("Const")) {
        rows =
            Math.max(rows, 1 + ConstantValues.largest(source.getAttrOrThrow("value").getTensor()));
      }
    }
    return rows;
  }

  /**
   * Refuses segments whose rows nothing bounds, in a part of a graph to which nothing is added.
   * Stitches are left alone: TensorFlow's gradients of sums and means are made of them.
   *
   * @param node whose inputs fit its op
   * @param nodes those that it reads
   */
  static void check(NodeDef node, Map<String, NodeDef> nodes) {
    SegmentRows rows = new SegmentRows(nodes);
    for (Pair pair : pairs(node)) {
      if (SEGMENTS.contains(node.getOp()) && rows.needsBound(node, pair)) {
        throw NodeRefusal.broken(
            node, "makes as many rows as '%s' says, without a limit", node.getInput(pair.rows()));
      }
    }
  }

  /** Of constants TensorFlow infers how many rows a stitch makes, but not of segments. */
  private boolean needsBound(NodeDef node, Pair pair) {
    boolean inferred =
        STITCHES.contains(node.getOp())
            && pairs(node).stream().allMatch(any -> isConstant(node.getInput(any.rows())));
    return !inferred && !isBounded(node, pair);
  }

  private boolean isConstant(String tensor) {
    NodeDef node = source(tensor);
    return node != null && node.getOp().equals("Const");
  }

  private boolean isBounded(NodeDef node, Pair pair) {
    NodeDef select = source(node.getInput(pair.rows()), "SelectV2", 3);
    return select != null && isBound(node, pair.rows(), select.getInput(2));
  }

  /** {@code select(rows * (size(data) / size(rows)) > most, -1, rows)}. */
  @Override
  List<NodeDef> bounds(NodeDef node, int input, String rows) {
    Pair pair = pairs(node).stream().filter(any -> any.rows() == input).findFirst().orElseThrow();
    String data = node.getInput(pair.data());
    AddedNodes added = new AddedNodes(node.getName() + "/rows_" + input, nodes());
    DataType exact = DataType.DT_DOUBLE;
    String all = added.cast(added.size(data, type(node, "T")), DataType.DT_INT64, exact);
    String count = added.cast(added.size(rows, pair.type()), DataType.DT_INT64, exact);
    String least = added.op("Maximum", exact, count, added.constant(exact, 1));
    String row = added.op("RealDiv", exact, all, least);
    String elements = added.op("Mul", exact, added.cast(rows, pair.type(), exact), row);
    String most = added.constant(exact, (int) TensorLimits.ELEMENTS);
    String large = added.op("Greater", exact, elements, most);
    var unused = added.op("SelectV2", pair.type(), large, added.constant(pair.type(), -1), rows);
    return added.all();
  }
}
