package io.github.tfsaliency.graph.check;

import static io.github.tfsaliency.graph.Graphs.FLOAT;
import static io.github.tfsaliency.graph.Graphs.integers;
import static io.github.tfsaliency.graph.Graphs.list;
import static io.github.tfsaliency.graph.Graphs.node;
import static io.github.tfsaliency.graph.Graphs.number;
import static io.github.tfsaliency.graph.Graphs.text;
import static io.github.tfsaliency.graph.Graphs.type;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.Graphs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/** What would end the process in a kernel, or while TensorFlow infers shapes. */
class OpPreconditionsTest {
  private static final NodeDef IN = node("in", "Placeholder");

  private static NodeDef placeholder(Shape shape) {
    return NodeDef.newBuilder()
        .setName("sizes")
        .setOp("Placeholder")
        .putAttr("dtype", type(DataType.DT_INT32))
        .putAttr("shape", Graphs.shape(shape))
        .build();
  }

  private static void inferShapes(NodeDef sizes) {
    NodeDef gradient =
        NodeDef.newBuilder()
            .setName("out")
            .setOp("AvgPoolGrad")
            .addInput("sizes")
            .addInput("in")
            .putAttr("T", FLOAT)
            .putAttr("ksize", list(1, 2, 2, 1))
            .putAttr("strides", list(1, 2, 2, 1))
            .putAttr("padding", text("SAME"))
            .build();
    StaticShapes.of(List.of(IN, sizes, gradient), Path.of("model")).close();
  }

  @Test
  void aSizeThatHasFourElementsIsAccepted() {
    assertThatCode(() -> inferShapes(placeholder(Shape.of(4)))).doesNotThrowAnyException();
  }

  @Test
  void aShapeThatIsHiddenUntilTheKernelReadsItIsRefused() {
    assertThatThrownBy(() -> inferShapes(placeholder(Shape.unknown())))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "Node 'out' (op 'AvgPoolGrad') reads a tensor of unknown rank as its argument"
                + " 'orig_input_shape'.\n"
                + "Maybe the SavedModel was damaged, or made for a newer TensorFlow than this"
                + " library's.");
  }

  @Test
  void aSizeOfAnotherLengthIsRefused() {
    assertThatThrownBy(() -> inferShapes(placeholder(Shape.of(-1))))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "Node 'out' (op 'AvgPoolGrad') reads a tensor of shape [-1] as input 0, where it takes"
                + " [4].\n"
                + "Maybe the SavedModel was damaged, or made for a newer TensorFlow than this"
                + " library's.");
  }

  private static NodeDef gather(String name, String data, int batchDimensions) {
    return node(name, "GatherV2", data, "indices", "axis").toBuilder()
        .clearAttr()
        .putAttr("batch_dims", number(batchDimensions))
        .putAttr("Tparams", FLOAT)
        .putAttr("Tindices", type(DataType.DT_INT32))
        .putAttr("Taxis", type(DataType.DT_INT32))
        .build();
  }

  private static void gather(int batchDimensions, NodeDef indices) {
    NodeDef gather = gather("out", "data", batchDimensions);
    NodeDef data = Graphs.floats("data", Shape.of(1, 1), 0);
    NodeDef axis = integers("axis", Shape.scalar(), 1);
    StaticShapes.of(List.of(data, indices, axis, gather), Path.of("model")).close();
  }

  @Test
  void aBatchIsGathered() {
    assertThatCode(() -> gather(1, integers("indices", Shape.of(1, 1), 0)))
        .doesNotThrowAnyException();
  }

  private static void chain(NodeDef... gathers) {
    List<NodeDef> nodes = new ArrayList<>();
    nodes.add(Graphs.floats("data", Shape.of(1, 1), 0));
    nodes.add(integers("indices", Shape.of(1, 1), 0));
    nodes.add(integers("axis", Shape.scalar(), 1));
    nodes.addAll(List.of(gathers));
    StaticShapes.of(nodes, Path.of("model")).close();
  }

  @Test
  void gathersOfBatchesInARowAreInferredOneAfterTheOther() {
    assertThatCode(() -> chain(gather("a", "data", 1), gather("b", "a", 1), gather("out", "b", 1)))
        .doesNotThrowAnyException();
  }

  @Test
  void moreBatchDimensionsThanAGatherAheadLeavesAreRefused() {
    assertThatThrownBy(() -> chain(gather("a", "data", 1), gather("out", "a", 2)))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageStartingWith(
            "Node 'out' (op 'GatherV2') has 2 batch dimensions, where it reads tensors of the"
                + " shapes [1, 1] and [1, 1].\n");
  }

  @Test
  void moreBatchDimensionsThanDimensionsAreRefused() {
    assertThatThrownBy(() -> gather(5, integers("indices", Shape.scalar(), 0)))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "Node 'out' (op 'GatherV2') has 5 batch dimensions, where it reads tensors of the"
                + " shapes [1, 1] and [].\n"
                + "Maybe the SavedModel was damaged, or made for a newer TensorFlow than this"
                + " library's.");
  }

  @Test
  void aTransformOfLengthZeroIsRefused() {
    NodeDef transform =
        NodeDef.newBuilder().setName("out").setOp("RFFT").addInput("in").addInput("length").build();

    assertThatThrownBy(
            () ->
                NodeValidator.validate(
                    ImmutableMap.of(
                        "in", IN, "length", integers("length", Shape.of(1), 0), "out", transform)))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "Node 'out' (op 'RFFT') has a length below 1.\n"
                + "Maybe the SavedModel was damaged, or made for a newer TensorFlow than this"
                + " library's.");
  }

  private static NodeDef split(DataType sizes) {
    return node("out", "SplitV", "in", "sizes", "dimension").toBuilder()
        .putAttr("Tlen", type(sizes))
        .putAttr("num_split", Graphs.number(1))
        .build();
  }

  @Test
  void sizesOfASplitThatItsKernelMisreadsAreRefused() {
    NodeDef split = split(DataType.DT_INT8);

    assertThatThrownBy(() -> OpPreconditions.check(split, ImmutableMap.of("out", split)))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageStartingWith(
            "Node 'out' (op 'SplitV') takes sizes of the type int8, which its kernel reads as"
                + " int64.\n");
  }

  @Test
  void sizesOfASplitAsExportersWriteThemAreAccepted() {
    NodeDef split = split(DataType.DT_INT64);

    assertThatCode(() -> OpPreconditions.check(split, ImmutableMap.of("out", split)))
        .doesNotThrowAnyException();
  }

  private static void infer(Shape in, NodeDef node) {
    NodeDef input = IN.toBuilder().putAttr("shape", Graphs.shape(in)).build();
    NodeDef range =
        node("range", "Placeholder").toBuilder().putAttr("shape", Graphs.shape(-1)).build();
    NodeDef order = Graphs.integers("order", Shape.of(0));
    StaticShapes.of(List.of(input, range, order, node), Path.of("model")).close();
  }

  private static final NodeDef QUANTIZED =
      node("out", "FakeQuantWithMinMaxVarsPerChannel", "in", "range", "range").toBuilder()
          .clearAttr()
          .build();

  @Test
  void channelsOfWhatMayBeANumberAreRefused() {
    assertThatCode(() -> infer(Shape.of(-1, 3), QUANTIZED)).doesNotThrowAnyException();
    assertThatThrownBy(() -> infer(Shape.unknown(), QUANTIZED))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageStartingWith(
            "Node 'out' (op 'FakeQuantWithMinMaxVarsPerChannel') reads a tensor of shape ? as input"
                + " 0, where it takes a known rank above 0.");
  }

  @Test
  void aConjugateTransposeOfANumberIsRefused() {
    NodeDef transposed =
        node("out", "ConjugateTranspose", "in", "order").toBuilder()
            .putAttr("Tperm", type(DataType.DT_INT32))
            .build();

    assertThatThrownBy(() -> infer(Shape.scalar(), transposed))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining("where it takes a known rank above 0");
  }

  private static void scatter(String op, Shape indices, Shape updates) {
    NodeDef whole = Graphs.floats("whole", Shape.of(6), 1, 2, 3, 4, 5, 6);
    NodeDef size = integers("size", Shape.of(1), 6);
    NodeDef places =
        placeholder(indices).toBuilder()
            .setName("places")
            .putAttr("dtype", type(DataType.DT_INT32))
            .build();
    NodeDef input = IN.toBuilder().putAttr("shape", Graphs.shape(updates)).build();
    NodeDef scatter =
        (op.equals("ScatterNd")
                ? node("out", op, "places", "in", "size")
                : node("out", op, "whole", "places", "in"))
            .toBuilder().putAttr("Tindices", type(DataType.DT_INT32)).build();
    StaticShapes.of(List.of(whole, size, places, input, scatter), Path.of("model")).close();
  }

  private static List<String> scatters() {
    return List.of(
        "ScatterNd",
        "ScatterNdNonAliasingAdd",
        "TensorScatterAdd",
        "TensorScatterMax",
        "TensorScatterMin",
        "TensorScatterSub",
        "TensorScatterUpdate");
  }

  @ParameterizedTest
  @MethodSource("scatters")
  void updatesThatFitTheirIndicesAreScattered(String op) {
    assertThatCode(() -> scatter(op, Shape.of(-1, 1), Shape.of(-1))).doesNotThrowAnyException();
    assertThatCode(() -> scatter(op, Shape.of(2, -1, -1), Shape.of(2, -1)))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @MethodSource("scatters")
  void updatesWithFewerDimensionsThanTheirIndicesAreRefused(String op) {
    assertThatThrownBy(() -> scatter(op, Shape.of(-1, -1, -1, -1), Shape.of(-1, 1)))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "Node 'out' (op '"
                + op
                + "') scatters updates of shape [-1, 1] to indices of shape [-1, -1, -1, -1], where"
                + " updates have at least 3 dimensions.\n"
                + "Maybe the SavedModel was damaged, or made for a newer TensorFlow than this"
                + " library's.");
  }

  @ParameterizedTest
  @MethodSource("scatters")
  void updatesOfUnknownRankAreNotScattered(String op) {
    assertThatThrownBy(() -> scatter(op, Shape.of(-1, 1), Shape.unknown()))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageStartingWith("Node 'out' (op '" + op + "') reads a tensor of shape ? as input ")
        .hasMessageContaining("where it takes a known rank");
  }

  private static void inferSplit(NodeDef sizes) {
    NodeDef split =
        NodeDef.newBuilder()
            .setName("out")
            .setOp("SplitV")
            .addInput("in")
            .addInput("sizes")
            .addInput("axis")
            .putAttr("T", FLOAT)
            .putAttr("Tlen", type(DataType.DT_INT32))
            .putAttr("num_split", number(2))
            .build();
    NodeDef in = IN.toBuilder().putAttr("shape", Graphs.shape(Shape.of(2, 3))).build();
    NodeDef axis = integers("axis", Shape.scalar(), 1);
    StaticShapes.of(List.of(in, sizes, axis, split), Path.of("model")).close();
  }

  @Test
  void sizesOfPartsThatAreAListAreAccepted() {
    assertThatCode(() -> inferSplit(integers("sizes", Shape.of(2), 1, 2)))
        .doesNotThrowAnyException();
    assertThatCode(() -> inferSplit(placeholder(Shape.of(2)))).doesNotThrowAnyException();
  }

  static List<NodeDef> sizesThatAreNoList() {
    return List.of(integers("sizes", Shape.scalar(), -5), integers("sizes", Shape.of(1, 2), 1, 2));
  }

  @ParameterizedTest
  @MethodSource("sizesThatAreNoList")
  void sizesOfPartsThatAreNoListAreRefusedBeforeTheInferenceReadsThem(NodeDef sizes) {
    assertThatThrownBy(() -> inferSplit(sizes))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining("Node 'out' (op 'SplitV') takes sizes of shape [")
        .hasMessageContaining(", where it takes a list.\n");
  }

  /** Exporters strip attributes that have their default values: sizes are int64 by default. */
  @Test
  void sizesOfAStrippedTypeAreReadAsTheOpDeclaresThem() {
    NodeDef in = IN.toBuilder().putAttr("shape", Graphs.shape(Shape.of(2, 3))).build();
    NodeDef sizes =
        placeholder(Shape.of(2)).toBuilder().putAttr("dtype", type(DataType.DT_INT64)).build();
    NodeDef split =
        NodeDef.newBuilder()
            .setName("out")
            .setOp("SplitV")
            .addInput("in")
            .addInput("sizes")
            .addInput("axis")
            .putAttr("T", FLOAT)
            .putAttr("num_split", number(2))
            .build();
    List<NodeDef> nodes = List.of(in, sizes, integers("axis", Shape.scalar(), 1), split);

    assertThatCode(() -> StaticShapes.of(nodes, Path.of("model")).close())
        .doesNotThrowAnyException();
    assertThatCode(() -> NodeValidator.validate(Maps.uniqueIndex(nodes, NodeDef::getName)))
        .doesNotThrowAnyException();
  }
}
