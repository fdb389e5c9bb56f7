package io.github.tfsaliency.graph;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Computes small integers and truth values that are known before the model runs, such as the length
 * of a sequence or whether a loop goes on. In Java, not by running the graph: what a foreign graph
 * computes may be large.
 */
public final class ShapeArithmetic {
  private static final int MAX_ELEMENTS = 64;
  private static final int MAX_DEPTH = 200;

  /** What an op computes of what it reads. */
  private interface Evaluator {
    @Nullable PartialTensor of(NodeDef node, List<@Nullable PartialTensor> inputs);
  }

  private static final ImmutableMap<String, Evaluator> OPS =
      ImmutableMap.<String, Evaluator>builder()
          .put("Add", each((a, b) -> a + b))
          .put("AddV2", each((a, b) -> a + b))
          .put("Sub", each((a, b) -> a - b))
          .put("Mul", each((a, b) -> a * b))
          .put("FloorDiv", each((a, b) -> b == 0 ? null : (Long) Math.floorDiv(a, b)))
          .put("FloorMod", each((a, b) -> b == 0 ? null : (Long) Math.floorMod(a, b)))
          .put("Maximum", each(Math::max))
          .put("Minimum", each(Math::min))
          .put("Less", each((a, b) -> truth(a < b)))
          .put("LessEqual", each((a, b) -> truth(a <= b)))
          .put("Greater", each((a, b) -> truth(a > b)))
          .put("GreaterEqual", each((a, b) -> truth(a >= b)))
          .put("Equal", each((a, b) -> truth(a.equals(b))))
          .put("NotEqual", each((a, b) -> truth(!a.equals(b))))
          .put("LogicalNot", each((a, same) -> 1 - a))
          .put("LogicalAnd", (node, inputs) -> logical(inputs, 0L))
          .put("LogicalOr", (node, inputs) -> logical(inputs, 1L))
          .put("Cast", (node, inputs) -> isInteger(node) ? inputs.get(0) : null)
          .put("Pack", (node, inputs) -> pack(inputs))
          .put("ConcatV2", (node, inputs) -> concat(inputs.subList(0, inputs.size() - 1)))
          .put("StridedSlice", ShapeArithmetic::slice)
          .put("Squeeze", (node, inputs) -> squeeze(inputs.get(0)))
          .put("Max", (node, inputs) -> reduce(inputs.get(0), Math::max))
          .put("Min", (node, inputs) -> reduce(inputs.get(0), Math::min))
          .put("Prod", (node, inputs) -> reduce(inputs.get(0), (a, b) -> a * b))
          .buildOrThrow();

  private final Function<String, @Nullable NodeDef> nodes;
  private final Function<TensorRef, Shape> shapes;
  private final Map<TensorRef, @Nullable PartialTensor> known = new HashMap<>();

  /**
   * Computes with nodes and with the shapes of their tensors.
   *
   * @param nodes by name; null for those whose values are not asked for
   * @param shapes of the tensors of these nodes, as far as they are known
   */
  public ShapeArithmetic(
      Function<String, @Nullable NodeDef> nodes, Function<TensorRef, Shape> shapes) {
    this.nodes = nodes;
    this.shapes = shapes;
  }

  /** The value of a tensor as far as it is known; null if nothing is. */
  public @Nullable PartialTensor of(TensorRef tensor) {
    return of(tensor, 0);
  }

  /** The only value of a tensor with one element; null if it is not known. */
  public @Nullable Long scalar(TensorRef tensor) {
    PartialTensor value = of(tensor);
    return value == null ? null : value.onlyValue();
  }

  /** The shape of a tensor as far as it is known. */
  public Shape shape(TensorRef tensor) {
    return shapes.apply(tensor);
  }

  private @Nullable PartialTensor of(TensorRef tensor, int depth) {
    if (known.containsKey(tensor)) {
      return known.get(tensor);
    }
    NodeDef node = nodes.apply(tensor.node());
    PartialTensor value =
        node == null || depth > MAX_DEPTH || tensor.index() != 0 ? null : compute(node, depth + 1);
    known.put(tensor, value);
    return value;
  }

  private @Nullable PartialTensor compute(NodeDef node, int depth) {
    if (node.getOp().equals("Const")) {
      return constant(node.getAttrOrThrow("value").getTensor());
    }
    if (node.getOp().equals("Shape")) {
      return shapeOf(TensorRef.parse(node.getInput(0)));
    }
    Evaluator op = OPS.get(node.getOp());
    if (op == null) {
      return null;
    }
    List<@Nullable PartialTensor> inputs = new ArrayList<>();
    for (String input : node.getInputList()) {
      inputs.add(of(TensorRef.parse(input), depth));
    }
    return op.of(node, inputs);
  }

  private static Evaluator each(BinaryOperator<Long> operator) {
    return (node, inputs) -> elementwise(inputs, operator);
  }

  private static @Nullable PartialTensor squeeze(@Nullable PartialTensor value) {
    return value == null ? null : PartialTensor.scalar(value.onlyValue());
  }

  private static Long truth(boolean value) {
    return value ? 1L : 0L;
  }

  private static boolean isInteger(NodeDef cast) {
    return NodeOutputs.isInteger(cast.getAttrOrThrow("SrcT").getType())
        && NodeOutputs.isInteger(cast.getAttrOrThrow("DstT").getType());
  }

  private @Nullable PartialTensor shapeOf(TensorRef tensor) {
    Shape shape;
    try {
      shape = shape(tensor);
    } catch (UnsupportedModelException e) {
      return null;
    }
    if (shape.isUnknown()) {
      return null;
    }
    List<@Nullable Long> sizes = new ArrayList<>();
    for (long size : shape.asArray()) {
      sizes.add(size == Shape.UNKNOWN_SIZE ? null : (Long) size);
    }
    return PartialTensor.vector(sizes);
  }

  private static @Nullable PartialTensor constant(TensorProto proto) {
    List<TensorShapeProto.Dim> dimensions = proto.getTensorShape().getDimList();
    if (dimensions.size() > 1) {
      return null;
    }
    long size = dimensions.isEmpty() ? 1 : dimensions.get(0).getSize();
    List<Long> given = ConstantValues.first(proto, MAX_ELEMENTS);
    if (size < 0 || size > MAX_ELEMENTS || (size > 0 && given.isEmpty())) {
      return null;
    }
    List<@Nullable Long> values = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      values.add(given.get(Math.min(i, given.size() - 1)));
    }
    return new PartialTensor(dimensions.isEmpty(), values);
  }

  private static @Nullable PartialTensor elementwise(
      List<@Nullable PartialTensor> inputs, BinaryOperator<Long> operator) {
    PartialTensor first = inputs.get(0);
    PartialTensor second = inputs.get(inputs.size() - 1);
    if (first == null || second == null) {
      return null;
    }
    int size = Math.max(first.values().size(), second.values().size());
    boolean fits =
        (first.values().size() == size || first.scalar())
            && (second.values().size() == size || second.scalar());
    if (!fits) {
      return null;
    }
    List<@Nullable Long> values = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      Long a = first.values().get(first.scalar() ? 0 : i);
      Long b = second.values().get(second.scalar() ? 0 : i);
      values.add(a == null || b == null ? null : operator.apply(a, b));
    }
    return new PartialTensor(first.scalar() && second.scalar(), values);
  }

  /** One operand may decide alone. */
  private static @Nullable PartialTensor logical(
      List<@Nullable PartialTensor> inputs, Long decisive) {
    for (PartialTensor input : inputs) {
      if (input != null && input.scalar() && decisive.equals(input.onlyValue())) {
        return input;
      }
    }
    return elementwise(inputs, decisive == 0 ? Math::min : Math::max);
  }

  private static @Nullable PartialTensor pack(List<@Nullable PartialTensor> inputs) {
    List<@Nullable Long> values = new ArrayList<>();
    for (PartialTensor input : inputs) {
      if (input != null && !input.scalar()) {
        return null;
      }
      values.add(input == null ? null : input.onlyValue());
    }
    return values.size() > MAX_ELEMENTS ? null : PartialTensor.vector(values);
  }

  private static @Nullable PartialTensor concat(List<@Nullable PartialTensor> inputs) {
    List<@Nullable Long> values = new ArrayList<>();
    for (PartialTensor input : inputs) {
      if (input == null || values.size() + input.values().size() > MAX_ELEMENTS) {
        return null;
      }
      values.addAll(input.values());
    }
    return PartialTensor.vector(values);
  }

  /** Reduces a vector; a scalar is left as it is, whatever the axes. */
  private static @Nullable PartialTensor reduce(
      @Nullable PartialTensor input, BinaryOperator<Long> operator) {
    if (input == null || input.scalar()) {
      return input;
    }
    Long reduced = null;
    for (Long value : input.values()) {
      if (value == null) {
        return null;
      }
      reduced = reduced == null ? value : operator.apply(reduced, value);
    }
    return PartialTensor.scalar(reduced);
  }

  /** {@code shape[begin]} or {@code shape[begin:end]}; other slices are not needed for sizes. */
  private static @Nullable PartialTensor slice(NodeDef node, List<@Nullable PartialTensor> inputs) {
    PartialTensor data = inputs.get(0);
    Long begin = only(inputs.get(1));
    Long end = only(inputs.get(2));
    Long stride = only(inputs.get(3));
    if (data == null
        || data.scalar()
        || begin == null
        || end == null
        || stride == null
        || stride != 1) {
      return null;
    }
    if (mask(node, "ellipsis_mask") != 0 || mask(node, "new_axis_mask") != 0) {
      return null;
    }
    int size = data.values().size();
    long from = mask(node, "begin_mask") != 0 ? 0 : begin < 0 ? begin + size : begin;
    if (mask(node, "shrink_axis_mask") != 0) {
      return from < 0 || from >= size ? null : PartialTensor.scalar(data.values().get((int) from));
    }
    long to = mask(node, "end_mask") != 0 ? size : end < 0 ? end + size : Math.min(end, size);
    return from < 0 || from > to
        ? null
        : PartialTensor.vector(data.values().subList((int) from, (int) to));
  }

  private static @Nullable Long only(@Nullable PartialTensor tensor) {
    return tensor == null ? null : tensor.onlyValue();
  }

  private static long mask(NodeDef node, String name) {
    return node.getAttrOrDefault(name, AttrValue.getDefaultInstance()).getI();
  }
}
