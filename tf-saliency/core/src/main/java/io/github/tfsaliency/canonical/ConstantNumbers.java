package io.github.tfsaliency.canonical;

import io.github.tfsaliency.activation.ConstantKind;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * The numbers that stand in a model's formulas. A constant of one value has that; a trained weight,
 * and a constant of several, may have any: each probe takes another.
 */
final class ConstantNumbers {
  private static final int MAX_STEPS = 32;

  /** More values than that are taken for weights. */
  private static final int MAX_VALUES = 1 << 16;

  private final ModelTensors tensors;
  private final Map<TensorRef, Optional<Double>> known = new HashMap<>();

  ConstantNumbers(ModelTensors tensors) {
    this.tensors = tensors;
  }

  /** Whether a value is the same whatever is fed. */
  boolean isConstant(TensorRef tensor) {
    if (tensors.isStored(tensor)) {
      return true;
    }
    NodeDef node = tensors.producer(tensor);
    if (OpTable.is(node.getOp(), OpTrait.FILLED)) {
      return true;
    }
    return switch (node.getOp()) {
      case "Fill" -> tensors.isStored(NodeInput.tensor(node, 1));
      case "BroadcastTo" -> isConstant(NodeInput.tensor(node, 0));
      default -> false;
    };
  }

  /** A constant's number, or the one that a probe takes for it. */
  double value(TensorRef constant, int probe) {
    return number(constant, 0)
        .orElseGet(
            () -> {
              int seed = source(constant).hashCode() * 31 + probe * 7919;
              return 0.15 + Math.floorMod(seed * 0x9E3779B1L, 1009L) / 1009.0 * 0.7;
            });
  }

  /** A constant's number, where it is known. */
  Optional<Double> number(TensorRef constant) {
    return number(constant, 0);
  }

  ConstantKind kind(TensorRef constant) {
    Shape shape = tensors.shape(constant);
    if (number(constant, 0).isPresent() || (!shape.isUnknown() && shape.size() == 1)) {
      return ConstantKind.NUMBERS;
    }
    boolean ofChannels = !shape.isUnknown() && shape.size() == shape.get(shape.numDimensions() - 1);
    return ofChannels ? ConstantKind.ONE_A_CHANNEL : ConstantKind.ANY;
  }

  /** The weight itself, which may be read at several places. */
  private TensorRef source(TensorRef constant) {
    TensorRef at = constant;
    for (int step = 0; step < MAX_STEPS; step++) {
      NodeDef node = tensors.producer(at);
      if (!PointwiseValues.keeps(node.getOp()) || node.getInputCount() == 0) {
        return at;
      }
      at = NodeInput.tensor(node, 0);
    }
    return at;
  }

  private Optional<Double> number(TensorRef constant, int steps) {
    Optional<Double> before = known.get(constant);
    if (before == null) {
      before = steps > MAX_STEPS ? Optional.empty() : computed(constant, steps);
      known.put(constant, before);
    }
    return before;
  }

  private Optional<Double> computed(TensorRef constant, int steps) {
    NodeDef node = tensors.producer(constant);
    if (node.getOp().equals("Const")) {
      return only(node.getAttrOrThrow("value").getTensor());
    }
    if (PointwiseValues.keeps(node.getOp())) {
      return number(NodeInput.tensor(node, 0), steps + 1);
    }
    if (!PointwiseValues.knows(node)) {
      return Optional.empty();
    }
    List<Integer> operands = PointwiseValues.operands(node);
    double[] values = new double[operands.size()];
    for (int i = 0; i < values.length; i++) {
      Optional<Double> value = number(NodeInput.tensor(node, operands.get(i)), steps + 1);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      values[i] = value.get();
    }
    return PointwiseValues.of(node, values);
  }

  /** The value that all of a constant's elements have. */
  private static Optional<Double> only(TensorProto tensor) {
    long size = 1;
    for (TensorShapeProto.Dim dimension : tensor.getTensorShape().getDimList()) {
      size *= Math.min(MAX_VALUES + 1, dimension.getSize());
      if (size > MAX_VALUES) {
        return Optional.empty();
      }
    }
    double[] values = size == 0 ? new double[0] : values(tensor);
    for (double value : values) {
      if (Double.compare(value, values[0]) != 0) {
        return Optional.empty();
      }
    }
    return values.length == 0 ? Optional.empty() : Optional.of(values[0]);
  }

  private static double[] values(TensorProto tensor) {
    ByteBuffer bytes =
        tensor.getTensorContent().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    boolean packed = bytes.hasRemaining();
    double[] values =
        switch (tensor.getDtype()) {
          case DT_FLOAT ->
              packed
                  ? read(bytes, 4, ByteBuffer::getFloat)
                  : tensor.getFloatValList().stream().mapToDouble(v -> v).toArray();
          case DT_DOUBLE ->
              packed
                  ? read(bytes, 8, ByteBuffer::getDouble)
                  : tensor.getDoubleValList().stream().mapToDouble(v -> v).toArray();
          case DT_HALF ->
              packed
                  ? read(bytes, 2, each -> half(each.getShort()))
                  : tensor.getHalfValList().stream()
                      .mapToDouble(v -> half((short) (int) v))
                      .toArray();
          case DT_BFLOAT16 ->
              packed
                  ? read(bytes, 2, each -> brain(each.getShort()))
                  : tensor.getHalfValList().stream()
                      .mapToDouble(v -> brain((short) (int) v))
                      .toArray();
          case DT_INT32 ->
              packed
                  ? read(bytes, 4, ByteBuffer::getInt)
                  : tensor.getIntValList().stream().mapToDouble(v -> v).toArray();
          case DT_INT64 ->
              packed
                  ? read(bytes, 8, ByteBuffer::getLong)
                  : tensor.getInt64ValList().stream().mapToDouble(v -> v).toArray();
          case DT_BOOL ->
              packed
                  ? read(bytes, 1, ByteBuffer::get)
                  : tensor.getBoolValList().stream().mapToDouble(v -> v ? 1 : 0).toArray();
          default -> new double[] {Double.NaN};
        };
    // Nothing at all stands for zeros.
    double[] any = values.length == 0 ? new double[1] : values;
    return Double.isNaN(any[0]) ? new double[0] : any;
  }

  private static double[] read(ByteBuffer bytes, int size, NumberReader reader) {
    double[] values = new double[bytes.remaining() / size];
    for (int i = 0; i < values.length; i++) {
      values[i] = reader.next(bytes);
    }
    return values;
  }

  private interface NumberReader {
    double next(ByteBuffer bytes);
  }

  private static double brain(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  private static double half(short bits) {
    int exponent = bits >> 10 & 31;
    int fraction = bits & 1023;
    double size =
        exponent == 0
            ? fraction * 0x1p-24
            : exponent == 31
                ? fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN
                : Math.scalb(1 + fraction / 1024.0, exponent - 15);
    return bits < 0 ? -size : size;
  }
}
