package io.github.tfsaliency.layer;

import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.TensorRef;
import java.util.HashMap;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Puts {@code x * scale + offset} between the fed input and the model. */
public final class AffineInput {
  private AffineInput() {}

  /**
   * Wraps a model.
   *
   * @param graph the model
   * @param scale a factor for each channel, the last dimension of the input
   * @param offset a summand for each channel
   * @return a model whose output for x is the original's for {@code x * scale + offset}
   */
  public static InferenceGraph wrap(InferenceGraph graph, float[] scale, float[] offset) {
    String input = graph.input().node();
    NodeDef factor = constant(input + "/scale", scale, graph.inputType());
    NodeDef summand = constant(input + "/offset", offset, graph.inputType());
    NodeDef scaled = binary(input + "/scaled", "Mul", input, factor, graph.inputType());
    NodeDef wrapped =
        binary(input + "/wrapped", "AddV2", scaled.getName(), summand, graph.inputType());
    Map<String, NodeDef> nodes = new HashMap<>();
    for (NodeDef node : graph.nodes().values()) {
      NodeDef.Builder builder = node.toBuilder().clearInput();
      for (String source : node.getInputList()) {
        boolean readsInput = TensorRef.parse(source).equals(graph.input());
        builder.addInput(readsInput ? wrapped.getName() : source);
      }
      nodes.put(node.getName(), builder.build());
    }
    for (NodeDef node : new NodeDef[] {factor, summand, scaled, wrapped}) {
      nodes.put(node.getName(), node);
    }
    return graph.withNodes(nodes);
  }

  private static NodeDef binary(String name, String op, String left, NodeDef right, DataType type) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp(op)
        .addInput(left)
        .addInput(right.getName())
        .putAttr("T", AttrValue.newBuilder().setType(type).build())
        .build();
  }

  private static NodeDef constant(String name, float[] values, DataType type) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setDtype(type)
            .setTensorShape(
                TensorShapeProto.newBuilder()
                    .addDim(TensorShapeProto.Dim.newBuilder().setSize(values.length)));
    for (float value : values) {
      if (type == DataType.DT_DOUBLE) {
        tensor.addDoubleVal(value);
      } else {
        tensor.addFloatVal(value);
      }
    }
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Const")
        .putAttr("dtype", AttrValue.newBuilder().setType(type).build())
        .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build())
        .build();
  }
}
