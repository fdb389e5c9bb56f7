package io.github.tfsaliency.opgradient;

import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.proto.DataType;

/**
 * Gradients of norms, order statistics and means of segments; of sums, means, products and extremes
 * along axes of 64 bits, with which TensorFlow's own end the process or fail.
 */
final class ReductionGradients {
  private ReductionGradients() {}

  static ImmutableMap<String, OpGradient> table() {
    return ImmutableMap.<String, OpGradient>builder()
        .put("EuclideanNorm", ReductionGradients::euclideanNorm)
        .put("Max", ReductionGradients::extreme)
        .put("Mean", ReductionGradients::mean)
        .put("Min", ReductionGradients::extreme)
        .put("NthElement", ReductionGradients::nthElement)
        .put("Prod", ReductionGradients::product)
        .put("SegmentMax", ReductionGradients::segmentExtreme)
        .put("SegmentMean", ReductionGradients::segmentMean)
        .put("SegmentMin", ReductionGradients::segmentExtreme)
        .put("Sum", ReductionGradients::sum)
        .put("TopKV2", ReductionGradients::topK)
        .buildOrThrow();
  }

  /** x / norm; none where the norm is zero. */
  private static List<@Nullable Operand<?>> euclideanNorm(OpNode n) {
    Operand<?> norm = n.y(0);
    Operand<?> dy = n.dy();
    if (!n.flag("keep_dims")) {
      Operand<?> kept = keptShape(n);
      norm = n.reshape(norm, kept);
      dy = n.reshape(dy, kept);
    }
    return Arrays.asList(n.mul(n.x(0), n.apply("DivNoNan", dy, norm)));
  }

  /** (x + x0) / (y + y0), as y^2 - y0^2 is the sum of all x^2 - x0^2. */
  static List<@Nullable Operand<?>> normDifference(OpNode n) {
    Operand<?> share = n.apply("DivNoNan", n.dy(), n.add(n.y(0), n.y0(0)));
    return Arrays.asList(n.mul(n.add(n.x(0), n.x0(0)), ofGroup(n, share)));
  }

  /**
   * What the input's extreme adds goes to its place, what the reference's takes away to that one's.
   */
  static List<@Nullable Operand<?>> extremeDifference(OpNode n) {
    Operand<?> further = n.apply(n.op().equals("Max") ? "Maximum" : "Minimum", n.y(0), n.y0(0));
    Operand<?> added = n.mul(n.dy(), n.sub(further, n.y0(0)));
    Operand<?> taken = n.mul(n.dy(), n.sub(n.y(0), further));
    Operand<?> both =
        n.add(toExtreme(n, n.x(0), n.y(0), added), toExtreme(n, n.x0(0), n.y0(0), taken));
    Operand<?> change = n.sub(n.x(0), n.x0(0));
    Operand<?> small = n.apply("Less", n.apply("Abs", change), n.number(1e-6, change));
    return Arrays.asList(
        n.apply(
            "SelectV2",
            small,
            toExtreme(n, n.x(0), n.y(0), n.dy()),
            n.apply("DivNoNan", both, change)));
  }

  /** The input's shape with ones where it was reduced. */
  private static Operand<?> keptShape(OpNode n) {
    Operand<?> shape = n.shape(n.x(0));
    Operand<?> rank = n.apply("Size", shape);
    Operand<?> axes = n.reshape(n.cast(n.x(1), DataType.DT_INT32), n.ints(-1));
    Operand<?> counted = n.apply("FloorMod", n.add(axes, rank), rank);
    Operand<?> all = n.apply("Range", n.scalar(0), rank, n.scalar(1));
    return n.call("DynamicStitch")
        .in(List.of(all, counted))
        .in(List.of(shape, n.apply("OnesLike", counted)))
        .get();
  }

  /** A value of each reduced group, for all elements of the group. */
  private static Operand<?> ofGroup(OpNode n, Operand<?> values) {
    return n.apply("BroadcastTo", n.reshape(values, keptShape(n)), n.shape(n.x(0)));
  }

  private static List<@Nullable Operand<?>> sum(OpNode n) {
    return Arrays.asList(ofGroup(n, n.dy()));
  }

  private static List<@Nullable Operand<?>> mean(OpNode n) {
    Operand<?> groups = n.apply("Maximum", n.apply("Size", n.y(0)), n.scalar(1));
    Operand<?> size = n.apply("FloorDiv", n.apply("Size", n.x(0)), groups);
    return Arrays.asList(ofGroup(n, n.div(n.dy(), n.cast(size, OpNode.type(n.dy())))));
  }

  /** Shared among equal elements. */
  private static List<@Nullable Operand<?>> extreme(OpNode n) {
    return Arrays.asList(toExtreme(n, n.x(0), n.y(0), n.dy()));
  }

  private static Operand<?> toExtreme(
      OpNode n, Operand<?> values, Operand<?> extreme, Operand<?> upstream) {
    Operand<?> equal = n.apply("Equal", values, ofGroup(n, extreme));
    Operand<?> chosen = n.cast(equal, OpNode.type(values));
    Operand<?> count = ofGroup(n, n.sum(chosen, n.x(1), n.flag("keep_dims")));
    return n.mul(chosen, n.apply("DivNoNan", ofGroup(n, upstream), count));
  }

  /** The product of all others of the group; a quotient would be none at zero. */
  private static List<@Nullable Operand<?>> product(OpNode n) {
    Operand<?> shape = n.shape(n.x(0));
    Operand<?> rank = n.apply("Size", shape);
    Operand<?> axes = n.reshape(n.cast(n.x(1), DataType.DT_INT32), n.ints(-1));
    Operand<?> reduced = n.apply("FloorMod", n.add(axes, rank), rank);
    Operand<?> all = n.apply("Range", n.scalar(0), rank, n.scalar(1));
    Operand<?> order = n.concat(reduced, n.apply("ListDiff", all, reduced));
    Operand<?> moved = n.apply("Transpose", n.x(0), order);
    Operand<?> group = n.product(n.apply("GatherV2", shape, reduced, n.scalar(0)));
    Operand<?> columns = n.concat(n.apply("ExpandDims", group, n.scalar(0)), n.ints(-1));
    Operand<?> rows = n.reshape(moved, columns);
    Operand<?> before = n.call("Cumprod").in(rows, n.scalar(0)).with("exclusive", true).get();
    Operand<?> behind =
        n.call("Cumprod").in(rows, n.scalar(0)).with("exclusive", true).with("reverse", true).get();
    Operand<?> others =
        n.apply(
            "Transpose",
            n.reshape(n.mul(before, behind), n.shape(moved)),
            n.apply("InvertPermutation", order));
    return Arrays.asList(n.mul(others, ofGroup(n, n.dy())));
  }

  /** Shared among equal elements. */
  private static List<@Nullable Operand<?>> nthElement(OpNode n) {
    Operand<?> last = n.scalar(-1);
    Operand<?> equal = n.apply("Equal", n.apply("ExpandDims", n.y(0), last), n.x(0));
    Operand<?> chosen = n.cast(equal, OpNode.type(n.x(0)));
    Operand<?> share = n.div(n.apply("ExpandDims", n.dy(), last), n.sum(chosen, n.ints(-1), true));
    return Arrays.asList(n.mul(chosen, share));
  }

  private static List<@Nullable Operand<?>> topK(OpNode n) {
    Operand<?> shape = n.shape(n.x(0));
    Operand<?> length = n.part(shape, -1, 0);
    Operand<?> indices = n.cast(n.y(1), DataType.DT_INT32);
    Operand<?> rowShape = n.concat(n.ints(-1), n.part(n.shape(indices), -1, 0));
    Operand<?> rows = n.reshape(indices, rowShape);
    Operand<?> size = n.product(shape);
    Operand<?> starts = n.apply("Range", n.scalar(0), size, n.reshape(length, n.ints()));
    Operand<?> flat =
        n.reshape(n.add(rows, n.apply("ExpandDims", starts, n.scalar(1))), n.ints(-1));
    Operand<?> dy = n.reshape(n.dy(), n.ints(-1));
    return Arrays.asList(n.reshape(n.apply("UnsortedSegmentSum", dy, flat, size), shape));
  }

  private static Operand<?> ofSegment(OpNode n, Operand<?> values) {
    return n.apply("GatherV2", values, n.x(1), n.scalar(0));
  }

  private static List<@Nullable Operand<?>> segmentMean(OpNode n) {
    Operand<?> segments = n.element(n.shape(n.dy()), 0);
    Operand<?> ones = n.apply("OnesLike", n.x(1));
    Operand<?> counts = n.apply("UnsortedSegmentSum", ones, n.x(1), n.reshape(segments, n.ints()));
    Operand<?> perRow =
        n.cast(n.apply("GatherV2", counts, n.x(1), n.scalar(0)), OpNode.type(n.dy()));
    return Arrays.asList(n.div(ofSegment(n, n.dy()), alongRows(n, perRow)));
  }

  /** A vector of a number for each row in the rank of the input. */
  private static Operand<?> alongRows(OpNode n, Operand<?> perRow) {
    Operand<?> shape = n.shape(n.x(0));
    Operand<?> ones = n.apply("OnesLike", n.part(shape, 1, 0));
    return n.reshape(perRow, n.concat(n.shape(perRow), ones));
  }

  /** Shared among equal elements. */
  private static List<@Nullable Operand<?>> segmentExtreme(OpNode n) {
    Operand<?> equal = n.apply("Equal", n.x(0), ofSegment(n, n.y(0)));
    Operand<?> chosen = n.cast(equal, OpNode.type(n.x(0)));
    Operand<?> segments = n.reshape(n.element(n.shape(n.y(0)), 0), n.ints());
    Operand<?> counts = n.apply("UnsortedSegmentSum", chosen, n.x(1), segments);
    return Arrays.asList(n.mul(chosen, ofSegment(n, n.apply("DivNoNan", n.dy(), counts))));
  }
}
