package io.github.tfsaliency.graph.savedmodel;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.graph.ConstantValues;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Dropout that drops nothing. Its share is often a placeholder, and with the share that keeps all
 * units the random numbers, from 0 to below 1, are drawn and compared all the same. Where no
 * comparison depends on what was drawn, zeros stand in their place.
 */
final class KeptUnits {
  private static final ImmutableSet<String> DRAWS =
      ImmutableSet.of("RandomUniform", "StatelessRandomUniform", "StatelessRandomUniformV2");

  /** Nobody feeds what has a value of its own. */
  private static final ImmutableSet<String> PASSING =
      ImmutableSet.of("Identity", "PlaceholderWithDefault");

  private final ImmutableMap<String, NodeDef> path;
  private final Map<String, List<NodeDef>> readers = new HashMap<>();

  private KeptUnits(ImmutableMap<String, NodeDef> path) {
    this.path = path;
    path.values()
        .forEach(
            node ->
                node.getInputList()
                    .forEach(
                        input ->
                            readers
                                .computeIfAbsent(
                                    TensorRef.parse(input).node(), any -> new ArrayList<>())
                                .add(node)));
  }

  /** The least value, and one that is reached by rounding at most. */
  private record Range(double low, double high) {
    /** As a float is rounded, so that a bound is not passed by it. */
    static Range of(double one, double other) {
      return new Range(Math.min((float) one, (float) other), Math.max((float) one, (float) other));
    }

    /** Whether all values are at least a bound, or all are below it. */
    boolean isSplitBelow(double bound) {
      return low >= bound || high < bound;
    }

    /** Whether all values are above a bound, or none is. */
    boolean isSplitAbove(double bound) {
      return low > bound || high <= bound;
    }

    /** Of these sums none is rounded up to the next integer. */
    boolean isDrawnAboveAnInteger() {
      return (low == 0 || low == 1) && high == low + 1;
    }
  }

  /**
   * Puts zeros instead of random numbers that decide nothing.
   *
   * @param path nodes by name, each after the nodes that it reads
   * @return the same, or others of the same values
   */
  static ImmutableMap<String, NodeDef> of(ImmutableMap<String, NodeDef> path) {
    if (path.values().stream().noneMatch(node -> DRAWS.contains(node.getOp()))) {
      return path;
    }
    KeptUnits units = new KeptUnits(path);
    Map<String, NodeDef> nodes = new LinkedHashMap<>();
    path.forEach(
        (name, node) -> {
          boolean drawn =
              DRAWS.contains(node.getOp()) && NodeOutputs.type(node, 0) == DataType.DT_FLOAT;
          if (drawn && units.decidesNothing(name, new Range(0, 1))) {
            units.putZeros(node, nodes);
          } else {
            nodes.put(name, node);
          }
        });
    return ImmutableMap.copyOf(nodes);
  }

  private void putZeros(NodeDef draw, Map<String, NodeDef> nodes) {
    AttrValue type = type(NodeOutputs.type(draw, 0));
    String zero = draw.getName() + "/zero";
    while (path.containsKey(zero)) {
      zero += "_";
    }
    TensorProto value =
        TensorProto.newBuilder()
            .setDtype(type.getType())
            .setTensorShape(TensorShapeProto.getDefaultInstance())
            .build();
    nodes.put(
        zero,
        NodeDef.newBuilder()
            .setName(zero)
            .setOp("Const")
            .putAttr("dtype", type)
            .putAttr("value", AttrValue.newBuilder().setTensor(value).build())
            .build());
    TensorRef shape = TensorRef.parse(draw.getInput(0));
    DataType index =
        NodeOutputs.type(requireNonNull(path.get(shape.node()), shape.node()), shape.index());
    nodes.put(
        draw.getName(),
        NodeDef.newBuilder()
            .setName(draw.getName())
            .setOp("Fill")
            .addInput(draw.getInput(0))
            .addInput(zero)
            .putAttr("T", type)
            .putAttr("index_type", type(index))
            .build());
  }

  private static AttrValue type(DataType type) {
    return AttrValue.newBuilder().setType(type).build();
  }

  /** Whether all that is made of values in a range is the same for each of them. */
  private boolean decidesNothing(String name, Range range) {
    List<NodeDef> all = readers.getOrDefault(name, List.of());
    return !all.isEmpty() && all.stream().allMatch(node -> decidesNothing(node, name, range));
  }

  private boolean decidesNothing(NodeDef node, String read, Range range) {
    if (node.getOp().equals("Floor")) {
      return Math.floor(range.low) == Math.floor(range.high) || range.isDrawnAboveAnInteger();
    }
    if (node.getInputCount() == 1 && node.getOp().equals("Identity")) {
      return decidesNothing(node.getName(), range);
    }
    if (node.getInputCount() != 2) {
      return false;
    }
    boolean first = TensorRef.parse(node.getInput(0)).node().equals(read);
    @Nullable Double other = number(TensorRef.parse(node.getInput(first ? 1 : 0)));
    if (other == null) {
      return false;
    }
    double by = other;
    return switch (node.getOp()) {
      case "Mul" -> decidesNothing(node.getName(), Range.of(range.low * by, range.high * by));
      case "Add", "AddV2" ->
          decidesNothing(node.getName(), Range.of(range.low + by, range.high + by));
      case "Sub" ->
          decidesNothing(
              node.getName(),
              first
                  ? Range.of(range.low - by, range.high - by)
                  : Range.of(by - range.low, by - range.high));
      case "GreaterEqual" -> first ? range.isSplitBelow(by) : range.isSplitAbove(by);
      case "LessEqual" -> first ? range.isSplitAbove(by) : range.isSplitBelow(by);
      case "Greater" -> first ? range.isSplitAbove(by) : range.isSplitBelow(by);
      case "Less" -> first ? range.isSplitBelow(by) : range.isSplitAbove(by);
      default -> false;
    };
  }

  /** A single number that is known before the model runs; null for others. */
  private @Nullable Double number(TensorRef tensor) {
    NodeDef node = path.get(tensor.node());
    if (node == null) {
      return null;
    }
    if (node.getOp().equals("Const")) {
      TensorProto value = node.getAttrOrThrow("value").getTensor();
      boolean one =
          value.getTensorShape().getDimList().stream().allMatch(size -> size.getSize() == 1);
      return one ? ConstantValues.single(value) : null;
    }
    if (PASSING.contains(node.getOp()) && node.getInputCount() == 1) {
      return number(TensorRef.parse(node.getInput(0)));
    }
    if (node.getInputCount() != 2) {
      return null;
    }
    @Nullable Double a = number(TensorRef.parse(node.getInput(0)));
    @Nullable Double b = number(TensorRef.parse(node.getInput(1)));
    if (a == null || b == null) {
      return null;
    }
    return switch (node.getOp()) {
      case "Add", "AddV2" -> rounded(a + b);
      case "Sub" -> rounded(a - b);
      case "Mul" -> rounded(a * b);
      default -> null;
    };
  }

  private static double rounded(double value) {
    return (float) value;
  }
}
