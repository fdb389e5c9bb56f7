package io.github.tfsaliency.graph.check;

import com.google.protobuf.ByteString;
import io.github.tfsaliency.graph.ConstantValues;
import io.github.tfsaliency.graph.TensorRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
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
    return add(node("Cast").putAttr("SrcT", type(from)).putAttr("DstT", type(to)).addInput(tensor));
  }

  String shape(String tensor, DataType type) {
    return add(
        node("Shape")
            .putAttr("T", type(type))
            .putAttr("out_type", type(DataType.DT_INT64))
            .addInput(tensor));
  }

  /** A vector of all elements. */
  private String flat(String tensor, DataType type) {
    String all = list(-1);
    return add(
        node("Reshape")
            .putAttr("T", type(type))
            .putAttr("Tshape", type(DataType.DT_INT32))
            .addAllInput(List.of(tensor, all)));
  }

  /** Reduces all dimensions. */
  String reduced(String op, String tensor, DataType type) {
    String flat = flat(tensor, type);
    String first = list(0);
    return add(
        node(op)
            .putAttr("T", type(type))
            .putAttr("Tidx", type(DataType.DT_INT32))
            .putAttr("keep_dims", AttrValue.newBuilder().setB(false).build())
            .addAllInput(List.of(flat, first)));
  }

  /**
   * Of all elements from begin to end, which is not in it; 0 is all that follows. A tensor of 254
   * dimensions, where a model promised a vector, would end the process in the kernel.
   */
  String slice(String vector, DataType type, int begin, int end) {
    String flat = flat(vector, type);
    List<String> inputs = List.of(flat, list(begin), list(end), list(1));
    return add(
        node("StridedSlice")
            .putAttr("T", type(type))
            .putAttr("Index", type(DataType.DT_INT32))
            .putAttr("begin_mask", number(0))
            .putAttr("end_mask", number(end == 0 ? 1 : 0))
            .putAttr("ellipsis_mask", number(0))
            .putAttr("new_axis_mask", number(0))
            .putAttr("shrink_axis_mask", number(0))
            .addAllInput(inputs));
  }

  /** How often each value of a vector is there. */
  String counts(String vector, DataType type) {
    return add(
            node("UniqueWithCounts")
                .putAttr("T", type(type))
                .putAttr("out_idx", type(DataType.DT_INT64))
                .addInput(vector))
        + ":2";
  }

  /** Ends the run with a message where a number is not finite. */
  private String checked(String number, DataType type, String message) {
    return add(
        node("CheckNumerics")
            .putAttr("T", type(type))
            .putAttr(
                "message", AttrValue.newBuilder().setS(ByteString.copyFromUtf8(message)).build())
            .addInput(number));
  }

  /**
   * Integers, which end the run with a message where a number is too large: {@code integers +
   * cast(check_numerics(select(number > most, inf, 0)))}.
   *
   * @param number of the type double
   */
  String unlessLarge(String integers, DataType type, String number, int most, String message) {
    DataType exact = DataType.DT_DOUBLE;
    String large = op("Greater", exact, number, constant(exact, most));
    return unless(large, integers, type, message);
  }

  /** The same where a truth value is true. */
  String unless(String broken, String integers, DataType type, String message) {
    DataType exact = DataType.DT_DOUBLE;
    String number =
        op(
            "SelectV2",
            exact,
            broken,
            op("RealDiv", exact, constant(exact, 1), constant(exact, 0)),
            constant(exact, 0));
    return op("AddV2", type, integers, cast(checked(number, exact, message), exact, type));
  }

  /** A vector of one number. */
  private String list(int value) {
    return add(
        node("Const")
            .putAttr("dtype", type(DataType.DT_INT32))
            .putAttr(
                "value",
                AttrValue.newBuilder()
                    .setTensor(
                        TensorProto.newBuilder()
                            .setDtype(DataType.DT_INT32)
                            .setTensorShape(
                                TensorShapeProto.newBuilder()
                                    .addDim(TensorShapeProto.Dim.newBuilder().setSize(1)))
                            .addIntVal(value))
                    .build()));
  }

  private static AttrValue number(int value) {
    return AttrValue.newBuilder().setI(value).build();
  }

  /**
   * Whether a tensor of a graph is computed as added nodes compute their last, whatever the names.
   *
   * @param added what would be added
   * @param tensor of the graph
   * @param nodes of the graph
   */
  static boolean areAlike(List<NodeDef> added, String tensor, Map<String, NodeDef> nodes) {
    Map<String, NodeDef> wanted = new HashMap<>();
    added.forEach(node -> wanted.put(node.getName(), node));
    return areAlike(added.get(added.size() - 1).getName(), tensor, wanted, nodes);
  }

  private static boolean areAlike(
      String added, String tensor, Map<String, NodeDef> wanted, Map<String, NodeDef> nodes) {
    TensorRef ours = TensorRef.parse(added);
    TensorRef theirs = TensorRef.parse(tensor);
    NodeDef first = wanted.get(ours.node());
    NodeDef second = nodes.get(theirs.node());
    if (first == null || second == null) {
      return first == null && ours.equals(theirs);
    }
    boolean alike =
        ours.index() == theirs.index()
            && first.getOp().equals(second.getOp())
            && first.getInputCount() == second.getInputCount()
            && first.getAttrMap().entrySet().stream()
                .allMatch(
                    entry -> areAlike(entry.getValue(), second.getAttrMap().get(entry.getKey())));
    for (int i = 0; alike && i < first.getInputCount(); i++) {
      alike = areAlike(first.getInput(i), second.getInput(i), wanted, nodes);
    }
    return alike;
  }

  /** TensorFlow writes the only number of a constant in another way. */
  private static boolean areAlike(AttrValue wanted, @Nullable AttrValue given) {
    if (given == null || !wanted.hasTensor() || !given.hasTensor()) {
      return wanted.equals(given);
    }
    TensorProto first = wanted.getTensor();
    TensorProto second = given.getTensor();
    return first.getDtype() == second.getDtype()
        && first.getTensorShape().equals(second.getTensorShape())
        && Objects.equals(ConstantValues.element(first, 0), ConstantValues.element(second, 0));
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
