package io.github.tfsaliency.export;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.ReachableNodes;
import io.github.tfsaliency.graph.ReachableNodes.Root;
import io.github.tfsaliency.graph.check.AllowedOps;
import io.github.tfsaliency.graph.check.AllowedOps.Use;
import java.util.HashSet;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * The op that writes a checkpoint of a model. Nobody who calls an export needs it, but TensorFlow 1
 * wants its name. If the op would print, or do other forbidden things, it is replaced by an op that
 * fails and gives the reason.
 */
final class HarmlessSaving {
  private static final String WHY =
      "This export cannot be saved again: the model's save function did more than writing a"
          + " checkpoint.";

  private HarmlessSaving() {}

  /** The model, or one whose save op fails. */
  static MetaGraphDef of(MetaGraphDef model) {
    String save = model.getSaverDef().getSaveTensorName();
    return save.isEmpty() || isHarmless(save, model.getGraphDef()) ? model : failing(model);
  }

  private static boolean isHarmless(String save, GraphDef graph) {
    Root root = new Root("the save op", ImmutableList.of(save));
    try {
      return AllowedOps.refused(ReachableNodes.of(graph, ImmutableList.of(root)), Use.SAVE)
          .isEmpty();
    } catch (UnsupportedModelException e) {
      return false;
    }
  }

  private static MetaGraphDef failing(MetaGraphDef model) {
    Set<String> names = new HashSet<>();
    model.getGraphDef().getNodeList().forEach(node -> names.add(node.getName()));
    String scope = "no_saving";
    while (hasScope(names, scope)) {
      scope += "_";
    }
    NodeDef no =
        constant(
            scope + "/no", TensorProto.newBuilder().setDtype(DataType.DT_BOOL).addBoolVal(false));
    NodeDef why =
        constant(
            scope + "/why",
            TensorProto.newBuilder()
                .setDtype(DataType.DT_STRING)
                .addStringVal(ByteString.copyFromUtf8(WHY)));
    NodeDef assertion =
        NodeDef.newBuilder()
            .setName(scope + "/assert")
            .setOp("Assert")
            .addInput(no.getName())
            .addInput(why.getName())
            .putAttr(
                "T",
                AttrValue.newBuilder()
                    .setList(AttrValue.ListValue.newBuilder().addType(DataType.DT_STRING))
                    .build())
            .build();
    NodeDef save =
        NodeDef.newBuilder()
            .setName(scope + "/save")
            .setOp("Identity")
            .addInput(why.getName())
            .addInput("^" + assertion.getName())
            .putAttr("T", type(DataType.DT_STRING))
            .build();
    MetaGraphDef.Builder safe = model.toBuilder();
    safe.getGraphDefBuilder().addNode(no).addNode(why).addNode(assertion).addNode(save);
    safe.getSaverDefBuilder().setSaveTensorName(save.getName() + ":0");
    return safe.build();
  }

  private static boolean hasScope(Set<String> names, String scope) {
    return names.stream().anyMatch(name -> name.equals(scope) || name.startsWith(scope + "/"));
  }

  private static NodeDef constant(String name, TensorProto.Builder value) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Const")
        .putAttr("dtype", type(value.getDtype()))
        .putAttr(
            "value",
            AttrValue.newBuilder()
                .setTensor(value.setTensorShape(TensorShapeProto.getDefaultInstance()))
                .build())
        .build();
  }

  private static AttrValue type(DataType type) {
    return AttrValue.newBuilder().setType(type).build();
  }
}
