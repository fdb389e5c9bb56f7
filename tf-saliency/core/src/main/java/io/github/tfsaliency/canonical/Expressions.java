package io.github.tfsaliency.canonical;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.graph.TensorRef;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** New nodes under one scope. Each method adds what it says and gives the name of the result. */
final class Expressions {
  private final String scope;
  private final DataType type;
  private final Map<String, NodeDef> nodes = new LinkedHashMap<>();

  Expressions(String scope, DataType type) {
    checkArgument(supports(type), "Constants of the type %s cannot be written.", type);
    this.scope = scope;
    this.type = type;
  }

  /** In half precision folding would lose digits that the separate operations keep. */
  static boolean supports(DataType type) {
    return type == DataType.DT_FLOAT || type == DataType.DT_DOUBLE;
  }

  ImmutableMap<String, NodeDef> nodes() {
    return ImmutableMap.copyOf(nodes);
  }

  String multiply(String left, String right) {
    return add("Mul", node("Mul").addInput(left).addInput(right));
  }

  String add(String left, String right) {
    return add("Add", node("AddV2").addInput(left).addInput(right));
  }

  String negate(String operand) {
    return add("Neg", node("Neg").addInput(operand));
  }

  String reciprocal(String operand) {
    return add("Reciprocal", node("Reciprocal").addInput(operand));
  }

  String subtract(String left, String right) {
    return add("Sub", node("Sub").addInput(left).addInput(right));
  }

  String squaredDifference(String left, String right) {
    return add("SquaredDifference", node("SquaredDifference").addInput(left).addInput(right));
  }

  /** The mean over some dimensions, which stay with the size 1. */
  String mean(String operand, int... dimensions) {
    return add(
        "Mean",
        node("Mean")
            .addInput(operand)
            .addInput(integers(dimensions))
            .putAttr("keep_dims", AttrValue.newBuilder().setB(true).build())
            .putAttr("Tidx", type(DataType.DT_INT32)));
  }

  String cast(String operand, DataType from) {
    return add("Cast", cast(operand, from, type));
  }

  private static NodeDef.Builder cast(String operand, DataType from, DataType to) {
    return NodeDef.newBuilder()
        .setOp("Cast")
        .addInput(operand)
        .putAttr("SrcT", type(from))
        .putAttr("DstT", type(to));
  }

  /** A node of the given name, not among these: the operand in another type. */
  NodeDef cast(String name, String operand, DataType to) {
    return cast(operand, type, to).setName(name).build();
  }

  /** A vector that repeats the one value of a tensor of any rank. */
  String broadcast(String operand, int size) {
    String ones = constant(floats(vector(size), 1));
    return multiply(ones, reshape(operand, new int[] {1}));
  }

  /** 1 / sqrt(variance + epsilon). */
  String reciprocalRoot(String variance, float epsilon) {
    return add("Rsqrt", node("Rsqrt").addInput(add(variance, constant(epsilon))));
  }

  /** A scalar. */
  String constant(float value) {
    return constant(floats(TensorShapeProto.getDefaultInstance(), value));
  }

  /** A vector. */
  String constant(float[] values) {
    return constant(floats(vector(values.length), values));
  }

  String reshape(String operand, int... shape) {
    return add(
        "Reshape",
        node("Reshape")
            .addInput(operand)
            .addInput(integers(shape))
            .putAttr("Tshape", type(DataType.DT_INT32)));
  }

  private String integers(int... values) {
    TensorProto.Builder value =
        TensorProto.newBuilder().setDtype(DataType.DT_INT32).setTensorShape(vector(values.length));
    for (int each : values) {
      value.addIntVal(each);
    }
    return constant(value);
  }

  /** Equal parts of one dimension. */
  List<String> split(String operand, int dimension, int parts) {
    String split =
        add(
            "Split",
            node("Split")
                .addInput(integer(dimension))
                .addInput(operand)
                .putAttr("num_split", AttrValue.newBuilder().setI(parts).build()));
    return IntStream.range(0, parts)
        .mapToObj(part -> new TensorRef(split, part).toString())
        .toList();
  }

  /** A node of the given name, not among these: parts joined along one dimension. */
  NodeDef concat(String name, int dimension, List<String> parts) {
    return node("ConcatV2")
        .setName(name)
        .addAllInput(parts)
        .addInput(integer(dimension))
        .putAttr("N", AttrValue.newBuilder().setI(parts.size()).build())
        .putAttr("Tidx", type(DataType.DT_INT32))
        .build();
  }

  /** A node of the given name, not among these: a vector added along the last dimension. */
  NodeDef bias(String name, String operand, String vector) {
    return node("BiasAdd").setName(name).addInput(operand).addInput(vector).build();
  }

  /** A node of the given name, not among these: a sum of operands of any rank. */
  NodeDef sum(String name, String left, String right) {
    return node("AddV2").setName(name).addInput(left).addInput(right).build();
  }

  /** A node of the given name, not among these: the operand itself. */
  NodeDef identity(String name, String operand) {
    return node("Identity").setName(name).addInput(operand).build();
  }

  private String integer(int value) {
    return constant(TensorProto.newBuilder().setDtype(DataType.DT_INT32).addIntVal(value));
  }

  private TensorProto.Builder floats(TensorShapeProto shape, float... values) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setDtype(type).setTensorShape(shape);
    for (float value : values) {
      if (type == DataType.DT_DOUBLE) {
        tensor.addDoubleVal(value);
      } else {
        tensor.addFloatVal(value);
      }
    }
    return tensor;
  }

  private static TensorShapeProto vector(int size) {
    return TensorShapeProto.newBuilder()
        .addDim(TensorShapeProto.Dim.newBuilder().setSize(size))
        .build();
  }

  private String constant(TensorProto.Builder value) {
    return add(
        "Const",
        NodeDef.newBuilder()
            .setOp("Const")
            .putAttr("dtype", type(value.getDtype()))
            .putAttr("value", AttrValue.newBuilder().setTensor(value).build()));
  }

  private NodeDef.Builder node(String op) {
    return NodeDef.newBuilder().setOp(op).putAttr("T", type(type));
  }

  private String add(String name, NodeDef.Builder node) {
    String unique = scope + "/" + name + "_" + nodes.size();
    nodes.put(unique, node.setName(unique).build());
    return unique;
  }

  private static AttrValue type(DataType type) {
    return AttrValue.newBuilder().setType(type).build();
  }
}
