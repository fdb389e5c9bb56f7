package io.github.tfsaliency.graph;

import com.google.common.primitives.Floats;
import com.google.common.primitives.Ints;
import com.google.common.primitives.Longs;
import com.google.protobuf.ByteString;
import java.util.List;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Graphs of a few nodes, written by hand. */
public final class Graphs {
  /** The attribute value {@code float}. */
  public static final AttrValue FLOAT = type(DataType.DT_FLOAT);

  private Graphs() {}

  public static NodeDef node(String name, String op, String... inputs) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp(op)
        .addAllInput(List.of(inputs))
        .putAttr(op.equals("Placeholder") ? "dtype" : "T", FLOAT)
        .build();
  }

  public static AttrValue type(DataType type) {
    return AttrValue.newBuilder().setType(type).build();
  }

  public static AttrValue shape(long... sizes) {
    return shape(Shape.of(sizes));
  }

  public static AttrValue shape(Shape shape) {
    return AttrValue.newBuilder().setShape(ShapeProtos.write(shape)).build();
  }

  public static AttrValue text(String value) {
    return AttrValue.newBuilder().setS(ByteString.copyFromUtf8(value)).build();
  }

  public static AttrValue list(long... values) {
    return AttrValue.newBuilder()
        .setList(AttrValue.ListValue.newBuilder().addAllI(Longs.asList(values)))
        .build();
  }

  public static NodeDef floats(String name, Shape shape, float... values) {
    return constant(
        name,
        DataType.DT_FLOAT,
        TensorProto.newBuilder()
            .setTensorShape(ShapeProtos.write(shape))
            .addAllFloatVal(Floats.asList(values)));
  }

  public static NodeDef integers(String name, Shape shape, int... values) {
    return constant(
        name,
        DataType.DT_INT32,
        TensorProto.newBuilder()
            .setTensorShape(ShapeProtos.write(shape))
            .addAllIntVal(Ints.asList(values)));
  }

  public static AttrValue number(long value) {
    return AttrValue.newBuilder().setI(value).build();
  }

  public static AttrValue function(String name) {
    return AttrValue.newBuilder().setFunc(NameAttrList.newBuilder().setName(name)).build();
  }

  public static AttrValue types(DataType... types) {
    return AttrValue.newBuilder()
        .setList(AttrValue.ListValue.newBuilder().addAllType(List.of(types)))
        .build();
  }

  /** A scalar. */
  public static NodeDef integer(String name, int value) {
    return constant(name, DataType.DT_INT32, TensorProto.newBuilder().addIntVal(value));
  }

  /** A scalar. */
  public static NodeDef truth(String name, boolean value) {
    return constant(name, DataType.DT_BOOL, TensorProto.newBuilder().addBoolVal(value));
  }

  /** An empty vector. */
  public static NodeDef emptyShape(String name) {
    TensorShapeProto.Builder shape =
        TensorShapeProto.newBuilder().addDim(TensorShapeProto.Dim.newBuilder().setSize(0));
    return constant(
        name,
        DataType.DT_INT32,
        TensorProto.newBuilder().setTensorShape(shape).setTensorContent(ByteString.EMPTY));
  }

  private static NodeDef constant(String name, DataType type, TensorProto.Builder value) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Const")
        .putAttr("dtype", type(type))
        .putAttr("value", AttrValue.newBuilder().setTensor(value.setDtype(type)).build())
        .build();
  }

  public static NodeDef call(String name, String function, String... inputs) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("PartitionedCall")
        .addAllInput(List.of(inputs))
        .putAttr("f", function(function))
        .build();
  }

  /** A function of {@code x} that returns {@code y}. */
  public static FunctionDef function(String name, String returned, NodeDef... body) {
    return function(name, List.of("x"), List.of(returned), body);
  }

  /** A function that returns {@code y0}, {@code y1} and so on. */
  public static FunctionDef function(
      String name, List<String> parameters, List<String> returned, NodeDef... body) {
    OpDef.Builder signature = OpDef.newBuilder().setName(name);
    FunctionDef.Builder function = FunctionDef.newBuilder().addAllNodeDef(List.of(body));
    for (String parameter : parameters) {
      signature.addInputArg(
          OpDef.ArgDef.newBuilder().setName(parameter).setType(DataType.DT_FLOAT));
    }
    for (int i = 0; i < returned.size(); i++) {
      signature.addOutputArg(OpDef.ArgDef.newBuilder().setName("y" + i).setType(DataType.DT_FLOAT));
      function.putRet("y" + i, returned.get(i));
    }
    return function.setSignature(signature).build();
  }

  public static GraphDef graph(List<NodeDef> nodes, FunctionDef... functions) {
    return GraphDef.newBuilder()
        .addAllNode(nodes)
        .setLibrary(FunctionDefLibrary.newBuilder().addAllFunction(List.of(functions)))
        .build();
  }
}
