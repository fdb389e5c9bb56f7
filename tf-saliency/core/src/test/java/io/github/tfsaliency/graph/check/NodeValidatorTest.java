package io.github.tfsaliency.graph.check;

import static io.github.tfsaliency.graph.Graphs.FLOAT;
import static io.github.tfsaliency.graph.Graphs.node;
import static io.github.tfsaliency.graph.Graphs.number;
import static io.github.tfsaliency.graph.Graphs.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import com.google.protobuf.ByteString;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.Graphs;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Nodes that are not what their ops declare, and constants that are not what they say. */
class NodeValidatorTest {
  private static final NodeDef IN = node("in", "Placeholder");

  private static ImmutableMap<String, NodeDef> validate(NodeDef... nodes) {
    ImmutableMap.Builder<String, NodeDef> byName = ImmutableMap.builder();
    for (NodeDef node : nodes) {
      byName.put(node.getName(), node);
    }
    return NodeValidator.validate(byName.buildOrThrow());
  }

  private static void assertRefused(String what, NodeDef... nodes) {
    assertThatThrownBy(() -> validate(nodes))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            what
                + ".\nMaybe the SavedModel was damaged, or made for a newer TensorFlow than this"
                + " library's.");
  }

  private static AttrValue text(String value) {
    return AttrValue.newBuilder().setS(ByteString.copyFromUtf8(value)).build();
  }

  private static AttrValue numbers(long... values) {
    AttrValue.ListValue.Builder list = AttrValue.ListValue.newBuilder();
    for (long value : values) {
      list.addI(value);
    }
    return AttrValue.newBuilder().setList(list).build();
  }

  private static NodeDef constant(String name, DataType type, TensorProto.Builder value) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Const")
        .putAttr("dtype", type(type))
        .putAttr("value", AttrValue.newBuilder().setTensor(value).build())
        .build();
  }

  private static TensorProto.Builder tensor(DataType type, long... sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long size : sizes) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return TensorProto.newBuilder().setDtype(type).setTensorShape(shape);
  }

  @Test
  void whatSteersTensorFlowsPassesIsDropped() {
    NodeDef steered =
        node("out", "Relu", "in").toBuilder()
            .putAttr("_XlaMustCompile", AttrValue.newBuilder().setB(true).build())
            .setDevice("/device:GPU:99")
            .build();

    assertThat(validate(IN, steered)).containsEntry("out", node("out", "Relu", "in"));
  }

  @Test
  void aNameThatIsNoneIsRefused() {
    assertRefused(
        "Node 'a\\nb' (op 'Relu') has a name that TensorFlow does not accept",
        IN,
        node("a\nb", "Relu", "in"));
  }

  @Test
  void aMissingInputIsNamed() {
    assertRefused(
        "Node 'out' (op 'AddV2') reads 1 tensors, but its op takes 2",
        IN,
        node("out", "AddV2", "in"));
  }

  @Test
  void anOutputThatTheSourceLacksIsNamed() {
    assertRefused(
        "Node 'out' (op 'Relu') reads output 3 of node 'in', which has 1",
        IN,
        node("out", "Relu", "in:3"));
  }

  @Test
  void anInputOfAnotherTypeIsNamed() {
    assertRefused(
        "Node 'out' (op 'Relu') takes DT_DOUBLE as input 0, but 'in' is DT_FLOAT",
        IN,
        node("out", "Relu", "in").toBuilder().putAttr("T", type(DataType.DT_DOUBLE)).build());
  }

  @Test
  void thousandsOfInputsThatAreNotThereAreNotCounted() {
    assertRefused(
        "Node 'out' (op 'AddN') has 9223372036854775807 as its attribute 'N', where there are at"
            + " most 1 tensors",
        IN,
        node("out", "AddN", "in").toBuilder().putAttr("N", number(Long.MAX_VALUE)).build());
  }

  @Test
  void aCountThatOverflowsBesideOtherInputsIsNotCountedThrough() {
    assertRefused(
        "Node 'out' (op 'Concat') has 9223372036854775807 as its attribute 'N', where there are at"
            + " most 2 tensors",
        Graphs.integer("axis", 0),
        IN,
        node("out", "Concat", "axis", "in").toBuilder()
            .putAttr("N", number(Long.MAX_VALUE))
            .build());
  }

  @Test
  void twoHandlesOfOneVariableMustAgree() {
    NodeDef handle =
        NodeDef.newBuilder()
            .setName("one")
            .setOp("VarHandleOp")
            .putAttr("dtype", FLOAT)
            .putAttr(
                "shape",
                AttrValue.newBuilder()
                    .setShape(tensor(DataType.DT_FLOAT, 2).getTensorShape())
                    .build())
            .putAttr("shared_name", text("weights"))
            .build();
    NodeDef other =
        handle.toBuilder().setName("other").putAttr("dtype", type(DataType.DT_INT64)).build();

    assertRefused(
        "Node 'other' (op 'VarHandleOp') shares the variable 'weights' with node 'one', which"
            + " declares it differently",
        handle,
        other);
  }

  @Test
  void anAttributeThatTheOpLacksIsNamed() {
    assertRefused(
        "Node 'out' (op 'Relu') has an attribute 'kernel', which its op does not have",
        IN,
        node("out", "Relu", "in").toBuilder().putAttr("kernel", number(1)).build());
  }

  @Test
  void anAttributeThatTheNodeLacksIsNamed() {
    assertRefused(
        "Node 'out' (op 'Cast') lacks its attribute 'DstT'",
        IN,
        NodeDef.newBuilder()
            .setName("out")
            .setOp("Cast")
            .addInput("in")
            .putAttr("SrcT", FLOAT)
            .build());
  }

  @Test
  void anAttributeOfAnotherKindIsNamed() {
    assertRefused(
        "Node 'out' (op 'Relu') has a I as its attribute 'T', which is declared as type",
        IN,
        node("out", "Relu", "in").toBuilder().putAttr("T", number(1)).build());
  }

  @Test
  void aTypeThatTheOpDoesNotTakeIsRefused() {
    assertRefused(
        "Node 'out' (op 'Elu') has a value of its attribute 'T' that is not among the allowed ones"
            + " [DT_HALF, DT_BFLOAT16, DT_FLOAT, DT_DOUBLE]",
        IN,
        node("out", "Elu", "in").toBuilder().putAttr("T", type(DataType.DT_INT32)).build());
  }

  private static NodeDef pool(long... strides) {
    return node("out", "AvgPool", "in").toBuilder()
        .putAttr("ksize", numbers(1, 2, 2, 1))
        .putAttr("strides", numbers(strides))
        .putAttr("padding", text("SAME"))
        .build();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void aStepThatKernelsWouldDivideByIsRefused(long step) {
    assertRefused(
        "Node 'out' (op 'AvgPool') has a value of its attribute 'strides' below 1",
        IN,
        pool(1, step, 1, 1));
  }

  @Test
  void stepsWhoseProductKernelsCannotCountAreRefused() {
    assertRefused(
        "Node 'out' (op 'AvgPool') has the value [1, 65536, 32768, 1] of its attribute 'strides',"
            + " which kernels cannot count",
        IN,
        pool(1, 65536, 32768, 1));
  }

  @Test
  void aBlockWhoseAreaKernelsCannotCountIsRefused() {
    assertRefused(
        "Node 'out' (op 'DepthToSpace') has the value [65536] of its attribute 'block_size', which"
            + " kernels cannot count",
        IN,
        node("out", "DepthToSpace", "in").toBuilder().putAttr("block_size", number(65536)).build());
  }

  @Test
  void aShapeOfMoreDimensionsThanAnyModelHasIsRefused() {
    assertRefused(
        "Node 'in' (op 'Placeholder') has an impossible shape as its attribute 'shape'",
        IN.toBuilder()
            .putAttr("shape", Graphs.shape(LongStream.generate(() -> 1).limit(65).toArray()))
            .build());
  }

  @ParameterizedTest
  @ValueSource(longs = {-2, 1L << 40, Long.MAX_VALUE})
  void aShapeThatCannotBeIsRefused(long size) {
    assertRefused(
        "Node 'in' (op 'Placeholder') has an impossible shape as its attribute 'shape'",
        IN.toBuilder()
            .putAttr(
                "shape",
                AttrValue.newBuilder()
                    .setShape(tensor(DataType.DT_FLOAT, size).getTensorShape())
                    .build())
            .build());
  }

  @Test
  void aConstantOfAnotherTypeThanItDeclaresIsRefused() {
    assertRefused(
        "Node 'c' (op 'Const') holds a constant of the type DT_INT32, but declares DT_FLOAT",
        constant("c", DataType.DT_FLOAT, tensor(DataType.DT_INT32)));
  }

  @Test
  void aConstantWithTooFewBytesIsRefused() {
    assertRefused(
        "Node 'c' (op 'Const') holds 4 bytes, where its shape needs 8",
        constant(
            "c",
            DataType.DT_FLOAT,
            tensor(DataType.DT_FLOAT, 2).setTensorContent(ByteString.copyFrom(new byte[4]))));
  }

  @Test
  void aConstantOfUnknownShapeIsRefused() {
    assertRefused(
        "Node 'c' (op 'Const') holds a constant of unknown shape",
        constant("c", DataType.DT_FLOAT, tensor(DataType.DT_FLOAT, -1)));
  }

  @Test
  void aConstantThatIsNoValueIsRefused() {
    assertRefused(
        "Node 'c' (op 'Const') holds a constant of the type DT_RESOURCE, which is none",
        constant("c", DataType.DT_RESOURCE, tensor(DataType.DT_RESOURCE)));
  }

  @Test
  void constantsThatAreFilledWithOneValueHaveABudgetTogether() {
    TensorProto.Builder gigabyte = tensor(DataType.DT_FLOAT, 1 << 28).addFloatVal(1);

    assertRefused(
        "Node 'b' (op 'Const') and the constants before it need 2147483648 bytes, more than"
            + " 2147483647",
        constant("a", DataType.DT_FLOAT, gigabyte),
        constant("b", DataType.DT_FLOAT, gigabyte));
  }

  @Test
  void aFillOfAConstantSizeThatCannotBeMeantIsRefused() {
    assertRefused(
        "Node 'big' (op 'Fill') makes 1073741824 elements of a constant, more than 268435456",
        constant("sizes", DataType.DT_INT32, tensor(DataType.DT_INT32, 2).addIntVal(1 << 15)),
        constant("one", DataType.DT_FLOAT, tensor(DataType.DT_FLOAT).addFloatVal(1)),
        node("big", "Fill", "sizes", "one"));
  }

  @Test
  void aRangeThatCannotBeMeantIsRefused() {
    assertRefused(
        "Node 'big' (op 'Range') makes 1000000000 elements of a constant, more than 268435456",
        Graphs.integer("start", 0),
        Graphs.integer("limit", 1_000_000_000),
        Graphs.integer("step", 1),
        NodeDef.newBuilder()
            .setName("big")
            .setOp("Range")
            .addInput("start")
            .addInput("limit")
            .addInput("step")
            .build());
  }
}
