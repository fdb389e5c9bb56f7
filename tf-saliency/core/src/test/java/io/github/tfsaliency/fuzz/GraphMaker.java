package io.github.tfsaliency.fuzz;

import com.google.common.primitives.Longs;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Writes a graph node by node, without looking at what it says. */
final class GraphMaker {
  private final List<NodeDef> nodes = new ArrayList<>();
  private final List<FunctionDef> functions = new ArrayList<>();

  /** Adds a node and returns its name. */
  String add(String op, List<String> inputs, Map<String, AttrValue> attributes) {
    String name = "n" + nodes.size();
    nodes.add(
        NodeDef.newBuilder()
            .setName(name)
            .setOp(op)
            .addAllInput(inputs)
            .putAllAttr(attributes)
            .build());
    return name;
  }

  void add(FunctionDef function) {
    functions.add(function);
  }

  String placeholder(DataType type, long... shape) {
    return add(
        "Placeholder",
        List.of(),
        Map.of(
            "dtype", type(type), "shape", AttrValue.newBuilder().setShape(shape(shape)).build()));
  }

  String constant(TensorProto tensor) {
    return add(
        "Const",
        List.of(),
        Map.of(
            "dtype",
            type(tensor.getDtype()),
            "value",
            AttrValue.newBuilder().setTensor(tensor).build()));
  }

  /** A vector of integers. */
  String integers(long... values) {
    return constant(
        TensorProto.newBuilder()
            .setDtype(DataType.DT_INT64)
            .setTensorShape(shape(values.length))
            .addAllInt64Val(Longs.asList(values))
            .build());
  }

  String scalar(DataType type, int value) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setDtype(type)
            .setTensorShape(TensorShapeProto.getDefaultInstance());
    if (type == DataType.DT_FLOAT) {
      tensor.addFloatVal(value);
    } else if (type == DataType.DT_INT64) {
      tensor.addInt64Val(value);
    } else {
      tensor.addIntVal(value);
    }
    return constant(tensor.build());
  }

  String cast(String tensor, DataType from, DataType to) {
    return from == to
        ? tensor
        : add("Cast", List.of(tensor), Map.of("SrcT", type(from), "DstT", type(to)));
  }

  String binary(String op, DataType type, String left, String right) {
    return add(op, List.of(left, right), Map.of("T", type(type)));
  }

  /** The sum of all elements, whatever the shape. */
  String sum(String floats) {
    String flat =
        add(
            "Reshape",
            List.of(floats, integers(-1)),
            Map.of("T", type(DataType.DT_FLOAT), "Tshape", type(DataType.DT_INT64)));
    return add(
        "Sum",
        List.of(flat, scalar(DataType.DT_INT32, 0)),
        Map.of(
            "T",
            type(DataType.DT_FLOAT),
            "Tidx",
            type(DataType.DT_INT32),
            "keep_dims",
            AttrValue.newBuilder().setB(false).build()));
  }

  /** A float variable, restored from the checkpoint under its own name. */
  String variable(String key, long... shape) {
    String handle =
        add(
            "VarHandleOp",
            List.of(),
            Map.of(
                "dtype",
                type(DataType.DT_FLOAT),
                "shape",
                AttrValue.newBuilder().setShape(shape(shape)).build(),
                "shared_name",
                text(key)));
    String restored =
        add(
            "RestoreV2",
            List.of(strings("prefix"), strings(key), strings("")),
            Map.of(
                "dtypes",
                AttrValue.newBuilder()
                    .setList(AttrValue.ListValue.newBuilder().addType(DataType.DT_FLOAT))
                    .build()));
    add("AssignVariableOp", List.of(handle, restored), Map.of("dtype", type(DataType.DT_FLOAT)));
    return handle;
  }

  /** A vector of one string. */
  private String strings(String value) {
    return constant(
        TensorProto.newBuilder()
            .setDtype(DataType.DT_STRING)
            .setTensorShape(shape(1))
            .addStringVal(ByteString.copyFromUtf8(value))
            .build());
  }

  SavedModel model(String input, String output) {
    SignatureDef signature =
        SignatureDef.newBuilder()
            .setMethodName("tensorflow/serving/predict")
            .putInputs("x", floats(input))
            .putOutputs("y", floats(output))
            .build();
    return SavedModel.newBuilder()
        .setSavedModelSchemaVersion(1)
        .addMetaGraphs(
            MetaGraphDef.newBuilder()
                .setMetaInfoDef(MetaGraphDef.MetaInfoDef.newBuilder().addTags("serve"))
                .setGraphDef(
                    GraphDef.newBuilder()
                        .addAllNode(nodes)
                        .setLibrary(FunctionDefLibrary.newBuilder().addAllFunction(functions)))
                .setSaverDef(SaverDef.newBuilder().setVersion(SaverDef.CheckpointFormatVersion.V2))
                .putSignatureDef("serving_default", signature))
        .build();
  }

  private static TensorInfo floats(String node) {
    return TensorInfo.newBuilder().setName(node + ":0").setDtype(DataType.DT_FLOAT).build();
  }

  static AttrValue type(DataType type) {
    return AttrValue.newBuilder().setType(type).build();
  }

  static AttrValue text(String value) {
    return AttrValue.newBuilder().setS(ByteString.copyFromUtf8(value)).build();
  }

  static AttrValue function(String name) {
    return AttrValue.newBuilder().setFunc(NameAttrList.newBuilder().setName(name)).build();
  }

  static TensorShapeProto shape(long... sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long size : sizes) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return shape.build();
  }
}
