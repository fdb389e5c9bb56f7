package io.github.tfsaliency.graph.check;

import static io.github.tfsaliency.graph.Graphs.function;
import static io.github.tfsaliency.graph.Graphs.integer;
import static io.github.tfsaliency.graph.Graphs.node;
import static io.github.tfsaliency.graph.Graphs.number;
import static io.github.tfsaliency.graph.Graphs.type;
import static io.github.tfsaliency.graph.Graphs.types;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import com.google.protobuf.ByteString;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.FunctionBody;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** What stays within limits in each function and goes beyond them in a row of calls. */
class FunctionFactsTest {
  private static final String TEXT = "longer text";

  private static NodeDef text() {
    return NodeDef.newBuilder()
        .setName("begin")
        .setOp("Const")
        .putAttr("dtype", type(DataType.DT_STRING))
        .putAttr(
            "value",
            AttrValue.newBuilder()
                .setTensor(
                    TensorProto.newBuilder()
                        .setDtype(DataType.DT_STRING)
                        .setTensorShape(TensorShapeProto.getDefaultInstance())
                        .addStringVal(ByteString.copyFromUtf8(TEXT)))
                .build())
        .build();
  }

  private static NodeDef numbers() {
    return node("begin", "Placeholder").toBuilder()
        .putAttr(
            "shape",
            AttrValue.newBuilder()
                .setShape(TensorShapeProto.newBuilder().setUnknownRank(true))
                .build())
        .build();
  }

  private static NodeDef join(String name, String input) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("StringJoin")
        .addInput(input)
        .addInput(input)
        .putAttr("N", number(2))
        .build();
  }

  private static NodeDef add(String name, String input) {
    return node(name, "AddV2", input, input);
  }

  private static NodeDef expand(String name, String input) {
    return node(name, "ExpandDims", input, "axis:output:0").toBuilder()
        .putAttr("Tdim", type(DataType.DT_INT32))
        .build();
  }

  /** A function of one tensor that does the same some times in a row. */
  private static FunctionBody repeated(
      DataType type, int times, String output, BiFunction<String, String, NodeDef> step) {
    FunctionDef.Builder function = FunctionDef.newBuilder();
    OpDef.ArgDef.Builder argument = OpDef.ArgDef.newBuilder().setType(type);
    function
        .getSignatureBuilder()
        .setName("step")
        .addInputArg(argument.setName("x"))
        .addOutputArg(argument.setName("y"));
    function.addNodeDef(integer("axis", 0));
    String last = "x";
    for (int i = 0; i < times; i++) {
      function.addNodeDef(step.apply("n" + i, last));
      last = "n" + i + ":" + output + ":0";
    }
    return FunctionBody.of(function.putRet("y", last).build());
  }

  private static void check(NodeDef begin, DataType type, int calls, FunctionBody step) {
    ImmutableMap.Builder<String, NodeDef> nodes = ImmutableMap.builder();
    nodes.put("begin", begin);
    String last = "begin";
    for (int i = 0; i < calls; i++) {
      NodeDef call =
          NodeDef.newBuilder()
              .setName("call" + i)
              .setOp("PartitionedCall")
              .addInput(last)
              .putAttr("Tin", types(type))
              .putAttr("Tout", types(type))
              .putAttr("f", function("step"))
              .build();
      nodes.put(call.getName(), call);
      last = call.getName();
    }
    FunctionFacts.check(nodes.buildOrThrow(), ImmutableMap.of("step", step));
  }

  private static void texts(int calls) {
    check(
        text(),
        DataType.DT_STRING,
        calls,
        repeated(DataType.DT_STRING, 5, "output", FunctionFactsTest::join));
  }

  @Test
  void textThatDoublesInARowOfCallsIsRefused() {
    assertThatCode(() -> texts(2)).doesNotThrowAnyException();
    assertThatThrownBy(() -> texts(5))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageStartingWith("Node 'n")
        .hasMessageContaining(
            "(op 'StringJoin') may make text that takes, with the text before it");
  }

  @Test
  void textOfManyCallsIsCountedTogether() {
    List<NodeDef> calls = new ArrayList<>(List.of(text()));
    for (int i = 0; i < 300; i++) {
      calls.add(
          NodeDef.newBuilder()
              .setName("call" + i)
              .setOp("PartitionedCall")
              .addInput("begin")
              .putAttr("Tin", types(DataType.DT_STRING))
              .putAttr("Tout", types(DataType.DT_STRING))
              .putAttr("f", function("step"))
              .build());
    }
    ImmutableMap.Builder<String, NodeDef> nodes = ImmutableMap.builder();
    calls.forEach(call -> nodes.put(call.getName(), call));
    FunctionBody step = repeated(DataType.DT_STRING, 14, "output", FunctionFactsTest::join);

    assertThatThrownBy(
            () -> FunctionFacts.check(nodes.buildOrThrow(), ImmutableMap.of("step", step)))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining("(op 'PartitionedCall') may make text");
  }

  private static void sums(int calls) {
    check(
        numbers(),
        DataType.DT_FLOAT,
        calls,
        repeated(DataType.DT_FLOAT, 8, "z", FunctionFactsTest::add));
  }

  @Test
  void sumsOfSumsInARowOfCallsAreRefused() {
    assertThatCode(() -> sums(2)).doesNotThrowAnyException();
    assertThatThrownBy(() -> sums(3))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining("(op 'AddV2') adds up more than 65536 times the same tensor");
  }

  private static void dimensions(int calls) {
    check(
        numbers(),
        DataType.DT_FLOAT,
        calls,
        repeated(DataType.DT_FLOAT, 50, "output", FunctionFactsTest::expand));
  }

  @Test
  void dimensionsThatAreAddedInARowOfCallsAreRefused() {
    assertThatCode(() -> dimensions(3)).doesNotThrowAnyException();
    assertThatThrownBy(() -> dimensions(4))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining(
            "makes a tensor that may have 241 dimensions, where at most 120 are supported");
  }

  private static void loop(NodeDef begin, DataType type, FunctionBody body) {
    FunctionDef.Builder condition = FunctionDef.newBuilder();
    condition
        .getSignatureBuilder()
        .setName("more")
        .addInputArg(OpDef.ArgDef.newBuilder().setName("x").setType(type))
        .addOutputArg(OpDef.ArgDef.newBuilder().setName("y").setType(DataType.DT_INT32));
    condition.addNodeDef(integer("one", 1)).putRet("y", "one:output:0");
    NodeDef loop =
        NodeDef.newBuilder()
            .setName("loop")
            .setOp("While")
            .addInput("begin")
            .putAttr("T", types(type))
            .putAttr("cond", function("more"))
            .putAttr("body", function("step"))
            .build();
    FunctionFacts.check(
        ImmutableMap.of("begin", begin, "loop", loop),
        ImmutableMap.of("more", FunctionBody.of(condition.build()), "step", body));
  }

  @Test
  void textThatDoublesWithEveryTurnIsRefused() {
    assertThatThrownBy(
            () ->
                loop(
                    text(),
                    DataType.DT_STRING,
                    repeated(DataType.DT_STRING, 1, "output", FunctionFactsTest::join)))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "Node 'loop' (op 'While') may make tensors with every turn that have more dimensions or"
                + " longer texts.\n"
                + "Maybe the SavedModel was damaged, or made to fill the memory.");
  }

  @Test
  void dimensionsThatAreAddedWithEveryTurnAreRefused() {
    assertThatThrownBy(
            () ->
                loop(
                    numbers(),
                    DataType.DT_FLOAT,
                    repeated(DataType.DT_FLOAT, 1, "output", FunctionFactsTest::expand)))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining("may make tensors with every turn that have more dimensions");
  }

  @Test
  void aLoopThatAddsNumbersIsFine() {
    assertThatCode(
            () ->
                loop(
                    numbers(),
                    DataType.DT_FLOAT,
                    repeated(DataType.DT_FLOAT, 10, "z", FunctionFactsTest::add)))
        .doesNotThrowAnyException();
  }
}
