package io.github.tfsaliency.tensorboard;

import io.github.tfsaliency.graph.ShapeProtos;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/** The displayed part of a graph: the shapes of its tensors, without large constants. */
final class DisplayedGraph {
  /** The bytes of a constant from which on its values are left out. */
  private static final int LARGE = 1024;

  private DisplayedGraph() {}

  static GraphDef of(GraphDef definition) {
    GraphDef.Builder displayed = GraphDef.newBuilder().setVersions(definition.getVersions());
    try (Graph inferred = new Graph()) {
      inferred.importGraphDef(definition);
      for (NodeDef node : definition.getNodeList()) {
        displayed.addNode(
            withoutLargeValue(node).toBuilder()
                .putAttr("_output_shapes", shapes(inferred.operationOrThrow(node.getName()))));
      }
    }
    return displayed.build();
  }

  private static NodeDef withoutLargeValue(NodeDef node) {
    AttrValue value = node.getAttrMap().get("value");
    if (!node.getOp().equals("Const") || value == null || value.getSerializedSize() <= LARGE) {
      return node;
    }
    TensorProto empty =
        TensorProto.newBuilder()
            .setDtype(value.getTensor().getDtype())
            .setTensorShape(value.getTensor().getTensorShape())
            .build();
    return node.toBuilder()
        .putAttr("value", AttrValue.newBuilder().setTensor(empty).build())
        .build();
  }

  private static AttrValue shapes(GraphOperation operation) {
    AttrValue.ListValue.Builder shapes = AttrValue.ListValue.newBuilder();
    for (int i = 0; i < operation.numOutputs(); i++) {
      shapes.addShape(ShapeProtos.write(operation.output(i).shape()));
    }
    return AttrValue.newBuilder().setList(shapes).build();
  }
}
