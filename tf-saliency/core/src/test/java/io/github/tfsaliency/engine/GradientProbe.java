package io.github.tfsaliency.engine;

import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.google.common.collect.ImmutableMap;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.TensorFlow;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorShapeProto;

/** Asks TensorFlow for the gradient of a node of an op, its inputs of unknown shape. */
final class GradientProbe {
  static final ImmutableMap<String, OpDef> OPS =
      TensorFlow.registeredOpList().getOpList().stream()
          .collect(toImmutableMap(OpDef::getName, op -> op));

  /** What TensorFlow answers. */
  enum Answer {
    /** The op has no floating-point input, or no floating-point output. */
    NO_FLOATS,
    /** It puts out a list of tensors, or another variant. */
    VARIANT,
    /** A gradient function exists, though it may want other attributes. */
    GRADIENT,
    /** It is registered as without gradient. */
    STOPS,
    /** It is not registered. */
    UNKNOWN
  }

  private static final TensorShapeProto UNKNOWN_SHAPE =
      TensorShapeProto.newBuilder().setUnknownRank(true).build();
  private static final TensorShapeProto ONE_ELEMENT = vector(1);
  private static final TensorShapeProto TWO_ELEMENTS = vector(2);

  private final OpDef op;
  private final Map<String, AttrValue> attributes = new LinkedHashMap<>();

  private GradientProbe(OpDef op) {
    this.op = op;
    op.getAttrList().forEach(attribute -> attributes.put(attribute.getName(), value(attribute)));
  }

  static Answer ask(String name) {
    OpDef op = OPS.get(name);
    if (op == null
        || op.getAttrList().stream().anyMatch(attribute -> attribute.getType().contains("func"))) {
      return Answer.UNKNOWN;
    }
    return new GradientProbe(op).ask();
  }

  private Answer ask() {
    GraphDef.Builder nodes = GraphDef.newBuilder();
    NodeDef.Builder node = NodeDef.newBuilder().setName("node").setOp(op.getName());
    List<String> floats = new ArrayList<>();
    for (OpDef.ArgDef argument : op.getInputArgList()) {
      if (argument.getIsRef()) {
        return Answer.NO_FLOATS;
      }
      for (DataType type : types(argument)) {
        if (type == DataType.DT_STRING) {
          return Answer.NO_FLOATS;
        }
        String name = "input_" + node.getInputCount();
        boolean vector =
            argument.getName().equals("block_shape") || op.getName().equals("ParallelConcat");
        nodes.addNode(
            NodeDef.newBuilder()
                .setName(name)
                .setOp("Placeholder")
                .putAttr("dtype", AttrValue.newBuilder().setType(type).build())
                .putAttr(
                    "shape",
                    AttrValue.newBuilder().setShape(vector ? ONE_ELEMENT : UNKNOWN_SHAPE).build()));
        node.addInput(name);
        if (isFloating(type)) {
          floats.add(name);
        }
      }
    }
    List<DataType> outputs =
        op.getOutputArgList().stream().flatMap(argument -> types(argument).stream()).toList();
    if (!floats.isEmpty() && outputs.contains(DataType.DT_VARIANT)) {
      return Answer.VARIANT;
    }
    if (floats.isEmpty() || outputs.stream().noneMatch(GradientProbe::isFloating)) {
      return Answer.NO_FLOATS;
    }
    try (Graph graph = new Graph()) {
      graph.importGraphDef(nodes.addNode(node.putAllAttr(attributes)).build());
      return ask(graph, floats);
    }
  }

  private static Answer ask(Graph graph, List<String> floats) {
    GraphOperation node = graph.operationOrThrow("node");
    List<Output<?>> outputs = new ArrayList<>();
    List<Output<?>> gradients = new ArrayList<>();
    for (int i = 0; i < node.numOutputs(); i++) {
      DataType type = node.output(i).dataType();
      if (isFloating(type)) {
        outputs.add(node.output(i));
        gradients.add(
            graph
                .baseScope()
                .opBuilder("Placeholder", "gradient_" + i)
                .setAttr("dtype", type)
                .build()
                .output(0));
      }
    }
    Output<?>[] inputs =
        floats.stream()
            .map(name -> graph.operationOrThrow(name).output(0))
            .toArray(Output<?>[]::new);
    try {
      Output<?>[] results =
          graph.addGradients(
              "probe",
              outputs.toArray(new Output<?>[0]),
              inputs,
              gradients.toArray(new Output<?>[0]));
      for (Output<?> result : results) {
        if (result != null && result.index() >= 0) {
          return Answer.GRADIENT;
        }
      }
      return Answer.STOPS;
    } catch (TensorFlowException e) {
      String message = String.valueOf(e.getMessage());
      return message.contains("No gradient defined") ? Answer.UNKNOWN : Answer.GRADIENT;
    }
  }

  private List<DataType> types(OpDef.ArgDef argument) {
    if (!argument.getTypeListAttr().isEmpty()) {
      return attribute(argument.getTypeListAttr()).getList().getTypeList();
    }
    DataType type =
        argument.getTypeAttr().isEmpty()
            ? argument.getType()
            : attribute(argument.getTypeAttr()).getType();
    List<DataType> types = new ArrayList<>();
    long count =
        argument.getNumberAttr().isEmpty() ? 1 : attribute(argument.getNumberAttr()).getI();
    for (long i = 0; i < count; i++) {
      types.add(type);
    }
    return types;
  }

  private AttrValue attribute(String name) {
    return attributes.getOrDefault(name, AttrValue.getDefaultInstance());
  }

  private static TensorShapeProto vector(int size) {
    return TensorShapeProto.newBuilder()
        .addDim(TensorShapeProto.Dim.newBuilder().setSize(size))
        .build();
  }

  private static boolean isFloating(DataType type) {
    return type == DataType.DT_FLOAT || type == DataType.DT_COMPLEX64;
  }

  private AttrValue value(OpDef.AttrDef attribute) {
    if (attribute.hasDefaultValue() && !attribute.getType().equals("type")) {
      return attribute.getDefaultValue();
    }
    AttrValue.ListValue.Builder list = AttrValue.ListValue.newBuilder();
    AttrValue.Builder value = AttrValue.newBuilder();
    return switch (attribute.getType()) {
      case "type" -> value.setType(type(attribute)).build();
      case "list(type)" ->
          value.setList(list.addType(type(attribute)).addType(type(attribute))).build();
      case "int" -> value.setI(Math.max(2, attribute.getMinimum())).build();
      case "bool" -> value.setB(false).build();
      case "float" -> value.setF(1).build();
      case "string" -> value.setS(string(attribute)).build();
      case "shape" ->
          value
              .setShape(op.getName().equals("ParallelConcat") ? TWO_ELEMENTS : UNKNOWN_SHAPE)
              .build();
      case "list(int)" -> {
        for (long i = 0; i < Math.max(4, attribute.getMinimum()); i++) {
          list.addI(1);
        }
        yield value.setList(list).build();
      }
      // Of rows: their number, then the row of each value.
      case "list(string)" ->
          value.setList(list.addS(utf8("FIRST_DIM_SIZE")).addS(utf8("VALUE_ROWIDS"))).build();
      case "list(float)" -> value.setList(list.addF(1).addF(1).addF(1).addF(1)).build();
      default -> value.build();
    };
  }

  private static DataType type(OpDef.AttrDef attribute) {
    List<DataType> allowed = attribute.getAllowedValues().getList().getTypeList();
    for (DataType wanted : List.of(DataType.DT_FLOAT, DataType.DT_COMPLEX64, DataType.DT_INT32)) {
      if (allowed.isEmpty() || allowed.contains(wanted)) {
        return wanted;
      }
    }
    return allowed.get(0);
  }

  private static ByteString utf8(String text) {
    return ByteString.copyFromUtf8(text);
  }

  private ByteString string(OpDef.AttrDef attribute) {
    if (op.getName().equals("Einsum")) {
      return utf8("a,a->a");
    }
    return attribute.getAllowedValues().getList().getSCount() == 0
        ? ByteString.EMPTY
        : attribute.getAllowedValues().getList().getS(0);
  }
}
