package io.github.tfsaliency.graph.check;

import static io.github.tfsaliency.graph.Graphs.FLOAT;
import static io.github.tfsaliency.graph.Graphs.node;
import static io.github.tfsaliency.graph.Graphs.type;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.Graphs;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.ModelInput;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.files.ModelFolder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Tensors that a few bytes make large. */
class TensorBudgetTest {
  private static final NodeDef ONE =
      constant("one", TensorProto.newBuilder().setDtype(DataType.DT_FLOAT).addFloatVal(1));

  private static NodeDef constant(String name, TensorProto.Builder value) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Const")
        .putAttr("dtype", type(value.getDtype()))
        .putAttr("value", AttrValue.newBuilder().setTensor(value).build())
        .build();
  }

  private static NodeDef sizes(String name, int... sizes) {
    TensorProto.Builder value = TensorProto.newBuilder().setDtype(DataType.DT_INT32);
    value.getTensorShapeBuilder().addDim(TensorShapeProto.Dim.newBuilder().setSize(sizes.length));
    for (int size : sizes) {
      value.addIntVal(size);
    }
    return constant(name, value);
  }

  private static void requireWeights(NodeDef... nodes) {
    try (Graph graph = new Graph()) {
      graph.importGraphDef(GraphDef.newBuilder().addAllNode(List.of(nodes)).build());
      TensorBudget.requireWeights(graph, List.of(nodes));
    }
  }

  private static void requireActivations(NodeDef... nodes) {
    try (Graph graph = new Graph()) {
      graph.importGraphDef(GraphDef.newBuilder().addAllNode(List.of(nodes)).build());
      var unused = TensorBudget.requireActivations(graph, List.of(nodes), "");
    }
  }

  private static NodeDef tile(String input) {
    return node("tile", "Tile", input, "sizes").toBuilder()
        .putAttr("Tmultiples", type(DataType.DT_INT32))
        .build();
  }

  @Test
  void aWeightThatIsMuchLargerThanItsFileIsRefused() {
    assertThatThrownBy(
            () ->
                requireWeights(
                    sizes("sizes", 30_000, 30_000), ONE, node("w", "Fill", "sizes", "one")))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "Node 'w' (op 'Fill') makes a tensor of shape [30000, 30000], with which the weights"
                + " take 3600000000 bytes, more than 1073741920.\n"
                + "Maybe the SavedModel was damaged, or made to fill the memory.");
  }

  @Test
  void aWeightWhoseSizeIsNotKnownIsRefused() {
    NodeDef size =
        NodeDef.newBuilder()
            .setName("sizes")
            .setOp("VarHandleOp")
            .putAttr("dtype", type(DataType.DT_INT32))
            .putAttr(
                "shape",
                AttrValue.newBuilder()
                    .setShape(
                        TensorShapeProto.newBuilder()
                            .addDim(TensorShapeProto.Dim.newBuilder().setSize(2)))
                    .build())
            .build();
    NodeDef read =
        NodeDef.newBuilder()
            .setName("read")
            .setOp("ReadVariableOp")
            .addInput("sizes")
            .putAttr("dtype", type(DataType.DT_INT32))
            .build();

    assertThatThrownBy(() -> requireWeights(size, read, ONE, node("w", "Fill", "read", "one")))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "Node 'w' (op 'Fill') computes a weight whose size is not known before it runs.\n"
                + "Maybe export the model with fixed sizes.");
  }

  @Test
  void anActivationThatIsTooLargeForOneSampleIsRefused() {
    NodeDef in =
        NodeDef.newBuilder()
            .setName("in")
            .setOp("Placeholder")
            .putAttr("dtype", FLOAT)
            .putAttr("shape", Graphs.shape(-1, 3))
            .build();

    assertThatCode(() -> requireActivations(in, sizes("sizes", 1, 1000), tile("in")))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> requireActivations(in, sizes("sizes", 1, 1 << 28), tile("in")))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "Node 'tile' (op 'Tile') makes a tensor of shape [-1, 805306368], with which its"
                + " outputs for one sample take 3221225472 bytes, more than 2147483648.\n"
                + "Maybe the SavedModel was damaged, or made to fill the memory.");
  }

  private static InferenceGraph joinedWithItself(int levels) {
    ImmutableMap.Builder<String, NodeDef> nodes = ImmutableMap.builder();
    NodeDef in =
        NodeDef.newBuilder()
            .setName("in")
            .setOp("Placeholder")
            .putAttr("dtype", FLOAT)
            .putAttr("shape", Graphs.shape(-1, 3))
            .build();
    nodes.put("in", in);
    nodes.put("axis", Graphs.integers("axis", Shape.scalar(), 0));
    String last = "in";
    for (int level = 1; level <= levels; level++) {
      NodeDef twice =
          node("twice_" + level, "ConcatV2", last, last, "axis").toBuilder()
              .putAttr("N", AttrValue.newBuilder().setI(2).build())
              .putAttr("Tidx", type(DataType.DT_INT32))
              .build();
      nodes.put(twice.getName(), twice);
      last = twice.getName();
    }
    TensorRef input = new TensorRef("in", 0);
    return new InferenceGraph(
        ModelFolder.of(Path.of("model")),
        "serving_default",
        ImmutableList.of(new ModelInput("in", input, DataType.DT_FLOAT, Shape.of(-1, 3))),
        ImmutableMap.of("in", input),
        new TensorRef(last, 0),
        "out",
        nodes.buildOrThrow(),
        ImmutableMap.of(),
        ImmutableMap.of());
  }

  @Test
  void whatIsTooLargeToBeCountedIsRefusedToo() {
    assertThatThrownBy(() -> TensorBudget.requireOneSample(joinedWithItself(70)))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageStartingWith(
            "TensorFlow finds the graph of the SavedModel 'model' inconsistent: ");
  }

  @Test
  void whatGrowsWithTheBatchAloneIsCountedForABatchOfOne() {
    assertThatThrownBy(() -> TensorBudget.requireOneSample(joinedWithItself(40)))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "Node 'twice_28' (op 'ConcatV2') makes a tensor of shape [268435456, 3], with which its"
                + " outputs for one sample take 3221225472 bytes, more than 2147483648.\n"
                + "Maybe the SavedModel was damaged, or made to fill the memory.");
  }
}
