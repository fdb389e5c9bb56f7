package io.github.tfsaliency.axis;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Lists;
import io.github.tfsaliency.axis.Factor.Kind;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/** How an op changes the dimensions of its inputs. */
final class AxisRules {
  /** What slides over space, or changes its size, and has its channels last. */
  private static final ImmutableSet<String> SLIDING =
      ImmutableSet.of(
          "AvgPool",
          "AvgPool3D",
          "Conv2D",
          "Conv3D",
          "DepthToSpace",
          "DepthwiseConv2dNative",
          "Dilation2D",
          "ExtractImagePatches",
          "MaxPool",
          "MaxPool3D",
          "MaxPoolV2",
          "MaxPoolWithArgmax",
          "ResizeArea",
          "ResizeBicubic",
          "ResizeBilinear",
          "ResizeNearestNeighbor",
          "SpaceToDepth");

  /** What keeps the shape of its first input and the meaning of its dimensions. */
  private static final ImmutableSet<String> KEEPING =
      ImmutableSet.of(
          "AdjustContrastv2",
          "AdjustHue",
          "AdjustSaturation",
          "BiasAdd",
          "BiasAddV1",
          "ClipByValue",
          "Cumprod",
          "Cumsum",
          "CumulativeLogsumexp",
          "FakeQuantWithMinMaxArgs",
          "FakeQuantWithMinMaxVars",
          "FakeQuantWithMinMaxVarsPerChannel",
          "FusedBatchNorm",
          "FusedBatchNormV2",
          "FusedBatchNormV3",
          "LRN",
          "LogSoftmax",
          "MirrorPad",
          "Pad",
          "PadV2",
          "PreventGradient",
          "Softmax",
          "StopGradient");

  private final KnownAxes axes;

  AxisRules(KnownAxes axes) {
    this.axes = axes;
  }

  /** The dimensions of one output, of whatever sizes; too few or too many if unknown. */
  List<Axis> axes(NodeDef node, int output, Shape result) {
    String op = node.getOp();
    if (SLIDING.contains(op)) {
      return slid(input(node, 0), op.contains("Pool") || op.startsWith("Resize"));
    }
    if (KEEPING.contains(op)) {
      return op.contains("Pad") ? padded(node) : input(node, 0);
    }
    if (OpTable.is(op, OpTrait.REDUCTION)) {
      return reduced(node);
    }
    return switch (op) {
      case "Conv2DBackpropInput", "Conv3DBackpropInputV2" -> slid(input(node, 2), false);
      case "Identity", "IdentityN" -> input(node, output);
      case "Transpose" -> transposed(node);
      case "ExpandDims" -> expanded(node);
      case "Squeeze" -> squeezed(node);
      case "Reshape" -> Reshapes.reshaped(input(node, 0), result);
      case "Pack" -> packed(node);
      case "Unpack" -> without(input(node, 0), number(node, "axis"));
      case "Split" -> input(node, 1);
      case "SplitV" -> input(node, 0);
      case "Concat" -> concatenated(node, 1, node.getInputCount(), 0);
      case "ConcatV2" -> concatenated(node, 0, node.getInputCount() - 1, node.getInputCount() - 1);
      case "Slice", "StridedSlice" -> new Slices(axes).sliced(node, input(node, 0));
      case "ReverseV2" -> reversed(node);
      case "Gather" -> gathered(node, 0);
      case "GatherV2" ->
          axes.integers(node, 2).map(axis -> gathered(node, axis[0])).orElse(List.of());
      case "MatMul", "BatchMatMul", "BatchMatMulV2", "BatchMatMulV3" -> product(node, result);
      case "Einsum" -> einsum(node);
      case "SpaceToBatchND" -> blocks(input(node, 0), result, true);
      case "BatchToSpaceND" -> blocks(input(node, 0), result, false);
      case "BroadcastTo", "Tile" -> broadcast(ImmutableList.of(input(node, 0)), result);
      default -> pointwise(node, result);
    };
  }

  /** By what was taken apart, the last of the places that an output comes from. */
  ImmutableMap<Factor, Integer> latest(NodeDef node, int output) {
    if (OpTable.is(node.getOp(), OpTrait.SIZE)) {
      return ImmutableMap.of();
    }
    Optional<Map.Entry<Factor, Integer>> taken = Places.taken(node, output, axes);
    if (taken.isEmpty()) {
      return axes.latestOfInputs(node);
    }
    // One place of a whole sequence comes from all of it; what counts is which one it is.
    Map<Factor, Integer> own = new LinkedHashMap<>(axes.latestOfInputs(node));
    own.put(taken.get().getKey(), taken.get().getValue());
    return ImmutableMap.copyOf(own);
  }

  private ImmutableList<Axis> input(NodeDef node, int index) {
    return axes.of(TensorRef.parse(node.getInput(index)));
  }

  private static int number(NodeDef node, String attribute) {
    return (int) node.getAttrOrDefault(attribute, AttrValue.getDefaultInstance()).getI();
  }

  private static int at(int axis, int rank) {
    return axis < 0 ? axis + rank : axis;
  }

  private static List<Axis> slid(List<Axis> data, boolean keepsChannels) {
    List<Axis> slid = new ArrayList<>(data);
    if (!data.isEmpty() && !keepsChannels) {
      slid.set(data.size() - 1, Axis.other(-1));
    }
    return slid;
  }

  private List<Axis> padded(NodeDef node) {
    List<Axis> padded = new ArrayList<>(input(node, 0));
    Optional<int[]> paddings = axes.integers(node, 1);
    for (int i = 0; i < padded.size(); i++) {
      Axis axis = padded.get(i);
      if (axis.factors().size() > 1 || axis.ahead() > 0) {
        boolean front =
            paddings.isPresent()
                && paddings.get().length == 2 * padded.size()
                && paddings.get()[2 * i + 1] == 0;
        padded.set(i, front ? axis.extended(paddings.get()[2 * i]) : Axis.other(-1));
      }
    }
    return padded;
  }

  private List<Axis> reduced(NodeDef node) {
    List<Axis> data = input(node, 0);
    Optional<int[]> given = axes.integers(node, 1);
    if (given.isEmpty()) {
      return ImmutableList.of();
    }
    Set<Integer> gone = new HashSet<>();
    IntStream.of(given.get()).forEach(axis -> gone.add(at(axis, data.size())));
    boolean kept = NodeOutputs.attribute(node, "keep_dims").getB();
    List<Axis> left = new ArrayList<>();
    for (int i = 0; i < data.size(); i++) {
      if (!gone.contains(i)) {
        left.add(data.get(i));
      } else if (kept) {
        left.add(Axis.other(1));
      }
    }
    return ImmutableList.copyOf(left);
  }

  private List<Axis> transposed(NodeDef node) {
    List<Axis> data = input(node, 0);
    return axes.integers(node, 1)
        .filter(order -> order.length == data.size())
        .map(order -> IntStream.of(order).mapToObj(i -> data.get(at(i, data.size()))).toList())
        .orElse(List.of());
  }

  private List<Axis> expanded(NodeDef node) {
    List<Axis> data = new ArrayList<>(input(node, 0));
    Optional<int[]> axis = axes.integers(node, 1);
    if (axis.isEmpty()) {
      return ImmutableList.of();
    }
    data.add(at(axis.get()[0], data.size() + 1), Axis.other(1));
    return ImmutableList.copyOf(data);
  }

  private List<Axis> squeezed(NodeDef node) {
    List<Axis> data = input(node, 0);
    Set<Integer> gone = new HashSet<>();
    node.getAttrOrDefault("squeeze_dims", AttrValue.getDefaultInstance())
        .getList()
        .getIList()
        .forEach(axis -> gone.add(at(Math.toIntExact(axis), data.size())));
    List<Axis> left = new ArrayList<>();
    for (int i = 0; i < data.size(); i++) {
      if (gone.isEmpty() ? data.get(i).size() != 1 : !gone.contains(i)) {
        left.add(data.get(i));
      }
    }
    return left;
  }

  private static List<Axis> without(List<Axis> data, int axis) {
    List<Axis> left = new ArrayList<>(data);
    if (!data.isEmpty()) {
      left.remove(at(axis, data.size()));
    }
    return left;
  }

  /** What was taken apart place by place is a sequence again if it is put together in order. */
  private List<Axis> packed(NodeDef node) {
    List<Axis> parts =
        new ArrayList<>(
            broadcast(
                IntStream.range(0, node.getInputCount()).mapToObj(i -> input(node, i)).toList(),
                axes.shape(TensorRef.parse(node.getInput(0)))));
    int axis = at(number(node, "axis"), parts.size() + 1);
    parts.add(
        axis,
        Places.inOrder(node, axes)
            .map(factor -> Places.axis(factor))
            .orElseGet(() -> Axis.other(node.getInputCount())));
    return parts;
  }

  private List<Axis> concatenated(NodeDef node, int first, int end, int dimension) {
    Optional<int[]> given = axes.integers(node, dimension);
    List<List<Axis>> parts = new ArrayList<>();
    for (int i = first; i < end; i++) {
      parts.add(input(node, i));
    }
    if (given.isEmpty() || parts.stream().anyMatch(List::isEmpty)) {
      return ImmutableList.of();
    }
    int rank = parts.get(0).size();
    int along = at(given.get()[0], rank);
    List<Axis> joined = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      int at = i;
      List<Axis> same = parts.stream().map(part -> part.get(at)).toList();
      joined.add(i == along ? lined(same) : first(same));
    }
    return ImmutableList.copyOf(joined);
  }

  /** Places behind some elements that are none. */
  private static Axis lined(List<Axis> parts) {
    Axis last = parts.get(parts.size() - 1);
    long ahead = 0;
    for (Axis part : parts.subList(0, parts.size() - 1)) {
      if (!part.isOther() || part.size() < 0) {
        return Axis.other(-1);
      }
      ahead += part.size();
    }
    return last.isPlaces() ? last.extended(ahead) : Axis.other(-1);
  }

  private static Axis first(List<Axis> same) {
    return same.stream().filter(axis -> !axis.isOther()).findFirst().orElse(same.get(0));
  }

  private List<Axis> reversed(NodeDef node) {
    List<Axis> data = new ArrayList<>(input(node, 0));
    Optional<int[]> given = axes.integers(node, 1);
    if (given.isEmpty()) {
      return ImmutableList.of();
    }
    for (int axis : given.get()) {
      int at = at(axis, data.size());
      data.set(at, data.get(at).turned());
    }
    return ImmutableList.copyOf(data);
  }

  /** Rows of a table of weights, or some of the places. */
  private List<Axis> gathered(NodeDef node, int axis) {
    List<Axis> data = input(node, 0);
    List<Axis> indices = input(node, 1);
    if (number(node, "batch_dims") != 0 || data.isEmpty()) {
      return ImmutableList.of();
    }
    int at = at(axis, data.size());
    List<Axis> gathered = new ArrayList<>(data.subList(0, at));
    gathered.addAll(indices);
    gathered.addAll(data.subList(at + 1, data.size()));
    return ImmutableList.copyOf(gathered);
  }

  private List<Axis> product(NodeDef node, Shape result) {
    List<Axis> left = input(node, 0);
    List<Axis> right = input(node, 1);
    int rank = result.numDimensions();
    if (left.size() < 2 || right.size() < 2) {
      return ImmutableList.of();
    }
    boolean stacks = !node.getOp().equals("MatMul");
    boolean a = NodeOutputs.attribute(node, stacks ? "adj_x" : "transpose_a").getB();
    boolean b = NodeOutputs.attribute(node, stacks ? "adj_y" : "transpose_b").getB();
    List<Axis> product =
        new ArrayList<>(
            broadcast(
                ImmutableList.of(
                    left.subList(0, left.size() - 2), right.subList(0, right.size() - 2)),
                result.take(rank - 2)));
    product.add(left.get(left.size() - (a ? 1 : 2)));
    product.add(right.get(right.size() - (b ? 2 : 1)));
    return ImmutableList.copyOf(product);
  }

  private List<Axis> einsum(NodeDef node) {
    String equation =
        NodeOutputs.attribute(node, "equation").getS().toStringUtf8().replace(" ", "");
    int arrow = equation.indexOf("->");
    if (arrow < 0) {
      return ImmutableList.of();
    }
    Map<Character, Axis> letters = new LinkedHashMap<>();
    List<String> operands = List.of(equation.substring(0, arrow).split(",", -1));
    ImmutableList<Axis> dots = ImmutableList.of();
    for (int i = 0; i < Math.min(operands.size(), node.getInputCount()); i++) {
      List<Axis> data = input(node, i);
      String names = operands.get(i);
      int ellipsis = names.indexOf("...");
      int spread = ellipsis < 0 ? 0 : data.size() - (names.length() - 3);
      if (data.size() != names.length() - (ellipsis < 0 ? 0 : 3) + spread || spread < 0) {
        return ImmutableList.of();
      }
      if (ellipsis >= 0 && dots.stream().allMatch(Axis::isOther)) {
        dots = ImmutableList.copyOf(data.subList(ellipsis, ellipsis + spread));
      }
      for (int j = 0; j < names.length(); j++) {
        boolean within = ellipsis >= 0 && j >= ellipsis && j < ellipsis + 3;
        if (!within) {
          Axis axis = data.get(ellipsis < 0 || j < ellipsis ? j : j - 3 + spread);
          letters.merge(
              names.charAt(j), axis, (before, after) -> before.isOther() ? after : before);
        }
      }
    }
    List<Axis> result = new ArrayList<>();
    String output = equation.substring(arrow + 2);
    for (int j = 0; j < output.length(); j++) {
      if (output.startsWith("...", j)) {
        result.addAll(dots);
        j += 2;
      } else {
        result.add(letters.getOrDefault(output.charAt(j), Axis.other(-1)));
      }
    }
    return ImmutableList.copyOf(result);
  }

  /** The blocks of a sample are taken for samples, and put together again. */
  private static List<Axis> blocks(List<Axis> data, Shape result, boolean cut) {
    List<Axis> blocks = new ArrayList<>(data);
    if (data.isEmpty()) {
      return data;
    }
    List<Factor> factors = new ArrayList<>(data.get(0).factors());
    if (cut) {
      long samples = data.get(0).size();
      long all = result.isUnknown() ? Shape.UNKNOWN_SIZE : result.get(0);
      factors.add(0, Factor.of(Kind.BLOCK, samples > 0 && all > 0 ? all / samples : 1));
    } else if (factors.get(0).kind() == Kind.BLOCK) {
      factors.remove(0);
    }
    blocks.set(0, new Axis(ImmutableList.copyOf(factors), 0, false));
    return blocks;
  }

  private List<Axis> pointwise(NodeDef node, Shape result) {
    String op = node.getOp();
    List<List<Axis>> operands =
        IntStream.range(0, node.getInputCount()).<List<Axis>>mapToObj(i -> input(node, i)).toList();
    boolean known =
        OpTable.is(op, OpTrait.UNARY)
            || OpTable.is(op, OpTrait.BINARY)
            || OpTable.is(op, OpTrait.ARITHMETIC)
            || op.equals("Cast")
            || op.startsWith("Select");
    List<Axis> merged = broadcast(operands, result);
    if (known) {
      return merged;
    }
    // Of an op that is not known the first dimension alone is believed.
    List<Axis> first = new ArrayList<>();
    for (int i = 0; i < merged.size(); i++) {
      first.add(i == 0 && merged.get(0).isBatch() ? merged.get(0) : Axis.other(result.get(i)));
    }
    return first;
  }

  /** Dimensions are compared from the last one on; where sizes tell, the others are repeated. */
  private static List<Axis> broadcast(List<? extends List<Axis>> operands, Shape result) {
    List<Axis> merged = new ArrayList<>();
    int rank = result.isUnknown() ? 0 : result.numDimensions();
    for (int i = 0; i < rank; i++) {
      int fromEnd = rank - i;
      long size = result.get(i);
      merged.add(
          operands.stream()
              .filter(operand -> operand.size() >= fromEnd)
              .map(operand -> operand.get(operand.size() - fromEnd))
              .filter(axis -> !axis.isOther() && (axis.size() == size || size < 0))
              .findFirst()
              .orElseGet(() -> Axis.other(size)));
    }
    return Lists.newArrayList(merged);
  }
}
