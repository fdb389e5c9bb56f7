package io.github.tfsaliency.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** What of a graph is written for TensorBoard. */
class DisplayedGraphTest {
  @Test
  void largeConstantsLoseTheirValuesButKeepTypeAndShape() {
    NodeDef constant = only(DisplayedGraph.of(constant(1000)));

    TensorProto value = constant.getAttrOrThrow("value").getTensor();
    assertThat(value.getTensorContent().isEmpty()).isTrue();
    assertThat(value.getDtype()).isEqualTo(DataType.DT_FLOAT);
    assertThat(value.getTensorShape()).isEqualTo(vector(1000));
  }

  @Test
  void smallConstantsStayAsTheyAre() {
    GraphDef small = constant(10);

    NodeDef constant = only(DisplayedGraph.of(small));

    assertThat(constant.getAttrOrThrow("value")).isEqualTo(only(small).getAttrOrThrow("value"));
  }

  @Test
  void everyNodeTellsTheShapesOfItsOutputs() {
    NodeDef constant = only(DisplayedGraph.of(constant(10)));

    assertThat(constant.getAttrOrThrow("_output_shapes").getList().getShapeList())
        .containsExactly(vector(10));
  }

  private static NodeDef only(GraphDef graph) {
    assertThat(graph.getNodeCount()).isEqualTo(1);
    return graph.getNode(0);
  }

  private static GraphDef constant(int size) {
    TensorProto value =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_FLOAT)
            .setTensorShape(vector(size))
            .setTensorContent(ByteString.copyFrom(new byte[size * Float.BYTES]))
            .build();
    return GraphDef.newBuilder()
        .addNode(
            NodeDef.newBuilder()
                .setName("weights")
                .setOp("Const")
                .putAttr("dtype", AttrValue.newBuilder().setType(DataType.DT_FLOAT).build())
                .putAttr("value", AttrValue.newBuilder().setTensor(value).build()))
        .build();
  }

  private static TensorShapeProto vector(int size) {
    return TensorShapeProto.newBuilder()
        .addDim(TensorShapeProto.Dim.newBuilder().setSize(size))
        .build();
  }
}
