package io.github.tfsaliency.support;

import com.google.protobuf.ByteString;
import io.github.tfsaliency.graph.Graphs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Copies of SavedModels with other graphs, and the nodes that an attacker would add. */
public final class EditedModel {
  private EditedModel() {}

  /** Copies a SavedModel and changes its only graph. */
  public static void copy(Path from, Path to, Consumer<MetaGraphDef.Builder> edit)
      throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
    Path file = to.resolve("saved_model.pb");
    SavedModel.Builder model = SavedModel.parseFrom(Files.readAllBytes(file)).toBuilder();
    edit.accept(model.getMetaGraphsBuilder(0));
    Files.write(file, model.build().toByteArray());
  }

  public static MetaGraphDef read(Path model) throws IOException {
    return SavedModel.parseFrom(Files.readAllBytes(model.resolve("saved_model.pb")))
        .getMetaGraphs(0);
  }

  /** Nodes that write a checkpoint at a path of their own: the last one, {@code save}, does. */
  public static List<NodeDef> saving(Path file) {
    return List.of(
        strings("save_prefix", false, file.toString()),
        strings("save_names", true, "x"),
        strings("save_slices", true, ""),
        Graphs.floats("save_value", Shape.scalar(), 1),
        NodeDef.newBuilder()
            .setName("save")
            .setOp("SaveV2")
            .addAllInput(List.of("save_prefix", "save_names", "save_slices", "save_value"))
            .putAttr("dtypes", types(DataType.DT_FLOAT))
            .build());
  }

  /** Nodes that move a checkpoint and delete the folder that it lay in. */
  public static List<NodeDef> merging(Path from, Path to) {
    return List.of(
        strings("save_parts", true, from.toString()),
        strings("save_prefix", false, to.toString()),
        NodeDef.newBuilder()
            .setName("save")
            .setOp("MergeV2Checkpoints")
            .addAllInput(List.of("save_parts", "save_prefix"))
            .putAttr("delete_old_dirs", SmallGraph.truth(true))
            .build());
  }

  /** The nodes as a function's. */
  public static NodeDef within(NodeDef node) {
    NodeDef.Builder renamed = node.toBuilder().clearInput();
    node.getInputList()
        .forEach(input -> renamed.addInput(input.startsWith("^") ? input : input + ":output:0"));
    return renamed.build();
  }

  /** A function of one number that returns it, and saves on the way. */
  public static FunctionDef savingFunction(String name, Path file) {
    return passingOn(name)
        .addAllNodeDef(saving(file).stream().map(EditedModel::within).toList())
        .build();
  }

  /** A function of one number that returns it. */
  public static FunctionDef.Builder passingOn(String name) {
    return FunctionDef.newBuilder()
        .setSignature(
            OpDef.newBuilder().setName(name).addInputArg(argument("x")).addOutputArg(argument("y")))
        .putRet("y", "x");
  }

  private static OpDef.ArgDef argument(String name) {
    return OpDef.ArgDef.newBuilder().setName(name).setType(DataType.DT_FLOAT).build();
  }

  public static NodeDef.Builder call(String name, String function, String input) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("StatefulPartitionedCall")
        .addInput(input)
        .putAttr("Tin", types(DataType.DT_FLOAT))
        .putAttr("Tout", types(DataType.DT_FLOAT))
        .putAttr("f", function(function));
  }

  public static AttrValue function(String name) {
    return AttrValue.newBuilder().setFunc(NameAttrList.newBuilder().setName(name)).build();
  }

  public static AttrValue types(DataType... types) {
    return AttrValue.newBuilder()
        .setList(AttrValue.ListValue.newBuilder().addAllType(List.of(types)))
        .build();
  }

  public static NodeDef identity(String name, String... inputs) {
    return Graphs.node(name, "Identity", inputs);
  }

  public static void addSaving(MetaGraphDef.Builder model, Path file) {
    model.getGraphDefBuilder().addAllNode(saving(file));
  }

  public static NodeDef.Builder node(MetaGraphDef.Builder model, String name) {
    GraphDef.Builder graph = model.getGraphDefBuilder();
    return graph.getNodeBuilderList().stream()
        .filter(node -> node.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name));
  }

  private static NodeDef strings(String name, boolean list, String value) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_STRING)
            .setTensorShape(TensorShapeProto.getDefaultInstance())
            .addStringVal(ByteString.copyFromUtf8(value));
    if (list) {
      tensor.setTensorShape(
          TensorShapeProto.newBuilder().addDim(TensorShapeProto.Dim.newBuilder().setSize(1)));
    }
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Const")
        .putAttr("dtype", Graphs.type(DataType.DT_STRING))
        .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build())
        .build();
  }
}
