package io.github.tfsaliency.graph;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.protobuf.ByteString;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.message.Message;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Computes small integers and truth values that are known before the model runs, such as the length
 * of a sequence or whether a loop goes on. In Java, not by running the graph: what a foreign graph
 * computes may be large.
 */
final class Constants {
  private static final int MAX_ELEMENTS = 64;
  private static final int MAX_DEPTH = 200;

  /** Of all graphs together: a loop whose condition asks for a shape asks again at every turn. */
  private static final long MAX_INFERRED_NODES = 1_000_000;

  private static final ImmutableMap<String, BinaryOperator<Long>> BINARY =
      ImmutableMap.<String, BinaryOperator<Long>>builder()
          .put("Add", (a, b) -> a + b)
          .put("AddV2", (a, b) -> a + b)
          .put("Sub", (a, b) -> a - b)
          .put("Mul", (a, b) -> a * b)
          .put("FloorDiv", (a, b) -> b == 0 ? null : (Long) Math.floorDiv(a, b))
          .put("FloorMod", (a, b) -> b == 0 ? null : (Long) Math.floorMod(a, b))
          .put("Maximum", Math::max)
          .put("Minimum", Math::min)
          .put("Less", (a, b) -> truth(a < b))
          .put("LessEqual", (a, b) -> truth(a <= b))
          .put("Greater", (a, b) -> truth(a > b))
          .put("GreaterEqual", (a, b) -> truth(a >= b))
          .put("Equal", (a, b) -> truth(a.equals(b)))
          .put("NotEqual", (a, b) -> truth(!a.equals(b)))
          .buildOrThrow();

  private static final ImmutableSet<String> OTHERS =
      ImmutableSet.of(
          "Cast",
          "ConcatV2",
          "LogicalAnd",
          "LogicalNot",
          "LogicalOr",
          "Max",
          "Min",
          "Pack",
          "Prod",
          "Squeeze",
          "StridedSlice");

  private final Function<String, @Nullable NodeDef> executable;
  private final Function<TensorRef, Shape> shapes;
  private final Map<TensorRef, @Nullable PartialTensor> known = new HashMap<>();
  private long inferred;

  /** Of the executable nodes of a path, whose shapes TensorFlow infers. */
  Constants(GraphPath path, Path directory) {
    executable = path::executable;
    shapes = tensor -> inferred(path.to(tensor), tensor, directory);
  }

  /** Of nodes that TensorFlow has not seen: no shape is known. */
  Constants(Map<String, NodeDef> nodes) {
    executable = nodes::get;
    shapes = tensor -> Shape.unknown();
  }

  /** The value of an executable tensor as far as it is known; null if nothing is. */
  @Nullable PartialTensor of(TensorRef tensor) {
    return of(tensor, 0);
  }

  /** The only value of a tensor with one element; null if it is not known. */
  @Nullable Long scalar(TensorRef tensor) {
    PartialTensor value = of(tensor);
    return value == null ? null : value.onlyValue();
  }

  /** The inferred shape of an executable tensor. */
  Shape shape(TensorRef tensor) {
    return shapes.apply(tensor);
  }

  private Shape inferred(ImmutableMap<String, NodeDef> nodes, TensorRef tensor, Path directory) {
    inferred += nodes.size();
    if (inferred > MAX_INFERRED_NODES) {
      throw new UnsupportedModelException(
          Message.of(
              "The shapes that loops of the SavedModel ask for need more than %s nodes.",
              MAX_INFERRED_NODES));
    }
    try (StaticShapes inferring =
        StaticShapes.of(NodeValidator.validate(nodes).values(), directory)) {
      return inferring.of(tensor);
    }
  }

  private @Nullable PartialTensor of(TensorRef tensor, int depth) {
    if (known.containsKey(tensor)) {
      return known.get(tensor);
    }
    NodeDef node = executable.apply(tensor.node());
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
    BinaryOperator<Long> binary = BINARY.get(node.getOp());
    if (binary == null && !OTHERS.contains(node.getOp())) {
      return null;
    }
    List<@Nullable PartialTensor> inputs = new ArrayList<>();
    for (String input : node.getInputList()) {
      inputs.add(of(TensorRef.parse(input), depth));
    }
    return switch (node.getOp()) {
      case "Cast" -> isInteger(node) ? inputs.get(0) : null;
      case "LogicalNot" -> elementwise(inputs, (a, b) -> 1 - a);
      case "LogicalAnd" -> logical(inputs, 0L);
      case "LogicalOr" -> logical(inputs, 1L);
      case "Pack" -> pack(inputs);
      case "ConcatV2" -> concat(inputs.subList(0, inputs.size() - 1));
      case "StridedSlice" -> slice(node, inputs);
      case "Squeeze" ->
          inputs.get(0) == null ? null : PartialTensor.scalar(inputs.get(0).onlyValue());
      case "Max" -> reduce(inputs.get(0), Math::max);
      case "Min" -> reduce(inputs.get(0), Math::min);
      case "Prod" -> reduce(inputs.get(0), (a, b) -> a * b);
      default -> elementwise(inputs, requireNonNull(binary));
    };
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
    List<Long> given = values(proto);
    if (size < 0 || size > MAX_ELEMENTS || (size > 0 && given.isEmpty())) {
      return null;
    }
    List<@Nullable Long> values = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      values.add(given.get(Math.min(i, given.size() - 1)));
    }
    return new PartialTensor(dimensions.isEmpty(), values);
  }

  /** One number of a constant; null where the last one that is given stands for the rest. */
  static @Nullable Double element(TensorProto proto, int index) {
    List<? extends Number> values =
        switch (proto.getDtype()) {
          case DT_FLOAT -> floats(proto);
          case DT_DOUBLE -> doubles(proto);
          default -> values(proto);
        };
    return index < values.size() ? (Double) values.get(index).doubleValue() : null;
  }

  private static List<Float> floats(TensorProto proto) {
    ByteBuffer bytes = bytes(proto);
    return bytes.hasRemaining()
        ? LongStream.range(0, Math.min(bytes.remaining() / 4, MAX_ELEMENTS))
            .mapToObj(i -> bytes.getFloat())
            .toList()
        : proto.getFloatValList();
  }

  private static List<Double> doubles(TensorProto proto) {
    ByteBuffer bytes = bytes(proto);
    return bytes.hasRemaining()
        ? LongStream.range(0, Math.min(bytes.remaining() / 8, MAX_ELEMENTS))
            .mapToObj(i -> bytes.getDouble())
            .toList()
        : proto.getDoubleValList();
  }

  private static ByteBuffer bytes(TensorProto proto) {
    return proto.getTensorContent().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Whether all numbers of a small constant are at least this one. */
  static boolean isAtLeast(int least, TensorProto tensor) {
    double elements = 1;
    for (TensorShapeProto.Dim dimension : tensor.getTensorShape().getDimList()) {
      elements *= dimension.getSize();
    }
    // No number at all stands for zeros.
    boolean fits = elements <= MAX_ELEMENTS && (least <= 0 || element(tensor, 0) != null);
    for (int i = 0; i < MAX_ELEMENTS; i++) {
      Double value = element(tensor, i);
      fits &= value == null || value >= least;
    }
    return fits;
  }

  /** The largest number of a constant of integers, of any size. */
  static double largest(TensorProto proto) {
    ByteString content = proto.getTensorContent();
    ByteBuffer bytes = bytes(proto);
    LongStream all =
        content.isEmpty()
            ? values(proto).stream().mapToLong(Long::longValue)
            : proto.getDtype() == DataType.DT_INT64
                ? LongStream.range(0, content.size() / 8).map(i -> bytes.getLong())
                : LongStream.range(0, content.size() / 4).map(i -> bytes.getInt());
    return all.max().orElse(0);
  }

  private static List<Long> values(TensorProto proto) {
    ByteString content = proto.getTensorContent();
    ByteBuffer bytes = bytes(proto);
    return switch (proto.getDtype()) {
      case DT_INT32 ->
          content.isEmpty()
              ? proto.getIntValList().stream().map(Integer::longValue).toList()
              : LongStream.range(0, Math.min(content.size() / 4, MAX_ELEMENTS))
                  .mapToObj(i -> (long) bytes.getInt())
                  .toList();
      case DT_INT64 ->
          content.isEmpty()
              ? proto.getInt64ValList()
              : LongStream.range(0, Math.min(content.size() / 8, MAX_ELEMENTS))
                  .mapToObj(i -> bytes.getLong())
                  .toList();
      case DT_BOOL ->
          content.isEmpty()
              ? proto.getBoolValList().stream().map(Constants::truth).toList()
              : LongStream.range(0, Math.min(content.size(), MAX_ELEMENTS))
                  .mapToObj(i -> truth(bytes.get() != 0))
                  .toList();
      default -> List.of();
    };
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
