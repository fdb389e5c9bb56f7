package io.github.tfsaliency.graph.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Nodes of our own, ahead of one of a model that is to be handed only what it bears. */
final class AddedNodes {
  private final String prefix;
  private final Map<String, NodeDef> taken;
  private final List<NodeDef> added = new ArrayList<>();

  /**
   * Nothing yet.
   *
   * @param prefix ahead of the names
   * @param taken names that are not to be used
   */
  AddedNodes(String prefix, Map<String, NodeDef> taken) {
    this.prefix = prefix;
    this.taken = taken;
  }

  /** What was added, each after the nodes that it reads. */
  List<NodeDef> all() {
    return added;
  }

  /** Adds an op of one type and returns its name. */
  String op(String op, DataType type, String... inputs) {
    return add(node(op).putAttr("T", type(type)).addAllInput(List.of(inputs)));
  }

  String size(String tensor, DataType type) {
    return add(
        node("Size")
            .putAttr("T", type(type))
            .putAttr("out_type", type(DataType.DT_INT64))
            .addInput(tensor));
  }

  String cast(String tensor, DataType from, DataType to) {
    return add(
        node("Cast").putAttr("SrcT", type(from)).putAttr("DstT", type(to)).addInput(tensor));
  }

  /** A scalar. */
  String constant(DataType type, double value) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setDtype(type)
            .setTensorShape(TensorShapeProto.getDefaultInstance());
    switch (type) {
      case DT_INT64 -> tensor.addInt64Val((long) value);
      case DT_DOUBLE -> tensor.addDoubleVal(value);
      case DT_FLOAT -> tensor.addFloatVal((float) value);
      default -> tensor.addIntVal((int) value);
    }
    return add(
        node("Const")
            .putAttr("dtype", type(type))
            .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build()));
  }

  private NodeDef.Builder node(String op) {
    String name = prefix + "_" + added.size();
    while (taken.containsKey(name)) {
      name += "_";
    }
    return NodeDef.newBuilder().setName(name).setOp(op);
  }

  private String add(NodeDef.Builder node) {
    added.add(node.build());
    return node.getName();
  }

  private static AttrValue type(DataType type) {
    return AttrValue.newBuilder().setType(type).build();
  }
}
