package io.github.tfsaliency.layer;

import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Nodes that compute weights from weights. Each method adds one and gives its name. */
final class WeightExpressions {
  private final String scope;
  private final DataType type;
  private final Map<String, NodeDef> nodes = new LinkedHashMap<>();

  WeightExpressions(String scope, DataType type) {
    this.scope = scope;
    this.type = type;
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

  /** 1 / sqrt(variance + epsilon). */
  String reciprocalRoot(String variance, float epsilon) {
    TensorProto.Builder value =
        TensorProto.newBuilder()
            .setDtype(type)
            .setTensorShape(TensorShapeProto.getDefaultInstance());
    if (type == DataType.DT_DOUBLE) {
      value.addDoubleVal(epsilon);
    } else {
      value.addFloatVal(epsilon);
    }
    return add("Rsqrt", node("Rsqrt").addInput(add(variance, constant("Epsilon", value))));
  }

  String reshape(String operand, int[] shape) {
    TensorProto.Builder value =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_INT32)
            .setTensorShape(
                TensorShapeProto.newBuilder()
                    .addDim(TensorShapeProto.Dim.newBuilder().setSize(shape.length)));
    for (int size : shape) {
      value.addIntVal(size);
    }
    return add(
        "Reshape",
        node("Reshape")
            .addInput(operand)
            .addInput(constant("Shape", value))
            .putAttr("Tshape", type(DataType.DT_INT32)));
  }

  private String constant(String name, TensorProto.Builder value) {
    return add(
        name,
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
