package io.github.tfsaliency.graph.inline;

import static io.github.tfsaliency.graph.Graphs.call;
import static io.github.tfsaliency.graph.Graphs.function;
import static io.github.tfsaliency.graph.Graphs.graph;
import static io.github.tfsaliency.graph.Graphs.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.TensorRef;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** Graphs of a few nodes, written by hand. */
class FunctionInlinerTest {
  private static TensorRef resolve(FlatGraph flat, String tensor) {
    return flat.resolve(TensorRef.parse(tensor));
  }

  private static List<String> inputs(FlatGraph flat, String name) {
    assertThat(flat.nodes()).containsKey(name);
    return flat.nodes().getOrDefault(name, NodeDef.getDefaultInstance()).getInputList();
  }

  @Test
  void aCallIsReplacedByItsBodyUnderTheBodysNames() {
    GraphDef graph =
        graph(
            List.of(node("in", "Placeholder"), call("call", "f", "in"), node("out", "Neg", "call")),
            function("f", "model/relu:activations:0", node("model/relu", "Relu", "x")));

    FlatGraph flat = FunctionInliner.inline(graph, List.of("out"));

    assertThat(flat.nodes()).containsOnlyKeys("in", "model/relu", "out");
    assertThat(inputs(flat, "model/relu")).containsExactly("in");
    assertThat(inputs(flat, "out")).containsExactly("model/relu");
  }

  @Test
  void aCallInsideACallIsReplacedToo() {
    GraphDef graph =
        graph(
            List.of(node("in", "Placeholder"), call("call", "outer", "in")),
            function("outer", "inner_call:output:0", call("inner_call", "inner", "x")),
            function("inner", "neg:y:0", node("neg", "Neg", "x")));

    FlatGraph flat = FunctionInliner.inline(graph, List.of("call"));

    assertThat(flat.nodes()).containsOnlyKeys("in", "neg");
    assertThat(resolve(flat, "call")).isEqualTo(new TensorRef("neg", 0));
  }

  @Test
  void theSecondCallOfAFunctionGetsTheCallsPrefix() {
    GraphDef graph =
        graph(
            List.of(
                node("in", "Placeholder"), call("first", "f", "in"), call("second", "f", "first")),
            function("f", "relu:activations:0", node("relu", "Relu", "x")));

    FlatGraph flat = FunctionInliner.inline(graph, List.of("second"));

    assertThat(flat.nodes()).containsOnlyKeys("in", "relu", "second/relu");
    assertThat(inputs(flat, "second/relu")).containsExactly("relu");
  }

  @Test
  void aBodyNeverTakesTheNameOfANodeOfTheMainGraph() {
    GraphDef graph =
        graph(
            List.of(node("relu", "Placeholder"), call("call", "f", "relu")),
            function("f", "relu:activations:0", node("relu", "Relu", "x")));

    FlatGraph flat = FunctionInliner.inline(graph, List.of("call"));

    assertThat(inputs(flat, "call/relu")).containsExactly("relu");
    assertThat(resolve(flat, "call")).isEqualTo(new TensorRef("call/relu", 0));
  }

  @Test
  void identitiesVanishButCanBeNamed() {
    GraphDef graph =
        graph(
            List.of(
                node("in", "Placeholder"),
                node("same", "Identity", "in"),
                node("still", "Identity", "same"),
                node("out", "Neg", "still")));

    FlatGraph flat = FunctionInliner.inline(graph, List.of("out"));

    assertThat(flat.nodes()).containsOnlyKeys("in", "out");
    assertThat(inputs(flat, "out")).containsExactly("in");
    assertThat(flat.contains(TensorRef.parse("still"))).isTrue();
    assertThat(resolve(flat, "still")).isEqualTo(new TensorRef("in", 0));
  }

  @Test
  void controlEdgesVanish() {
    GraphDef graph =
        graph(
            List.of(
                node("in", "Placeholder"),
                node("check", "NoOp"),
                node("out", "Neg", "in", "^check")));

    FlatGraph flat = FunctionInliner.inline(graph, List.of("out"));

    assertThat(flat.nodes()).containsOnlyKeys("in", "out");
    assertThat(inputs(flat, "out")).containsExactly("in");
  }

  @Test
  void whatTheRootsDoNotNeedIsLeftOut() {
    GraphDef graph =
        graph(
            List.of(
                node("in", "Placeholder"), node("out", "Neg", "in"), node("other", "Neg", "in")));

    assertThat(FunctionInliner.inline(graph, List.of("out")).nodes()).doesNotContainKey("other");
  }

  @Test
  void anOutputOfABodyIsCountedAmongAllOutputsOfItsNode() {
    GraphDef graph =
        graph(
            List.of(node("in", "Placeholder"), call("call", "f", "in")),
            function(
                "f",
                "norm:batch_variance:0",
                node("norm", "FusedBatchNormV3", "x", "x", "x", "x", "x")));

    FlatGraph flat = FunctionInliner.inline(graph, List.of("call"));

    assertThat(resolve(flat, "call")).isEqualTo(new TensorRef("norm", 2));
  }

  @Test
  void aVariableWithoutASharedNameGetsItsOwn() {
    NodeDef variable = NodeDef.newBuilder().setName("kernel").setOp("VarHandleOp").build();

    FlatGraph flat = FunctionInliner.inline(graph(List.of(variable)), List.of("kernel"));

    assertThat(flat.nodes().values())
        .extracting(node -> node.getAttrOrThrow("shared_name").getS().toStringUtf8())
        .containsExactly("kernel");
  }

  @Test
  void aFunctionThatCallsItselfIsRefused() {
    GraphDef graph =
        graph(
            List.of(node("in", "Placeholder"), call("call", "f", "in")),
            function("f", "again:output:0", call("again", "f", "x")));

    assertThatThrownBy(() -> FunctionInliner.inline(graph, List.of("call")))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "The function 'f' calls itself, directly or by way of [f]: recursion cannot be"
                + " explained.");
  }

  @Test
  void functionsThatCallEachOtherAreRefused() {
    GraphDef graph =
        graph(
            List.of(node("in", "Placeholder"), call("call", "f", "in")),
            function("f", "to_g:output:0", call("to_g", "g", "x")),
            function("g", "to_f:output:0", call("to_f", "f", "x")));

    assertThatThrownBy(() -> FunctionInliner.inline(graph, List.of("call")))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "The function 'f' calls itself, directly or by way of [g, f]: recursion cannot be"
                + " explained.");
  }

  @Test
  void nodesOfOneNameAreRefused() {
    GraphDef graph = graph(List.of(node("in", "Placeholder"), node("in", "Placeholder")));

    assertThatThrownBy(() -> FunctionInliner.inline(graph, List.of("in")))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage("The SavedModel defines the node 'in' twice.");
  }

  @Test
  void nodesOfOneNameInAFunctionAreRefused() {
    GraphDef graph =
        graph(
            List.of(node("in", "Placeholder"), call("call", "f", "in")),
            function("f", "neg:y:0", node("neg", "Neg", "x"), node("neg", "Neg", "x")));

    assertThatThrownBy(() -> FunctionInliner.inline(graph, List.of("call")))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage("The function 'f' defines the node 'neg' twice.");
  }

  @Test
  void functionsOfOneNameAreRefused() {
    FunctionDef function = function("f", "neg:y:0", node("neg", "Neg", "x"));
    GraphDef graph = graph(List.of(node("in", "Placeholder")), function, function);

    assertThatThrownBy(() -> FunctionInliner.inline(graph, List.of("in")))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage("The SavedModel defines the function 'f' twice.");
  }

  @Test
  void aMissingFunctionIsNamed() {
    GraphDef graph = graph(List.of(node("in", "Placeholder"), call("call", "f", "in")));

    assertThatThrownBy(() -> FunctionInliner.inline(graph, List.of("call")))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage("Node 'call' calls the function 'f', which the SavedModel lacks.");
  }

  @Test
  void aMissingNodeIsNamed() {
    GraphDef graph = graph(List.of(node("out", "Neg", "in")));

    assertThatThrownBy(() -> FunctionInliner.inline(graph, List.of("out")))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage("The SavedModel's graph refers to a missing node 'in'.");
  }

  @Test
  void aMissingReferenceInAFunctionIsNamed() {
    GraphDef graph =
        graph(
            List.of(node("in", "Placeholder"), call("call", "f", "in")),
            function("f", "neg:y:0", node("neg", "Neg", "z")));

    assertThatThrownBy(() -> FunctionInliner.inline(graph, List.of("call")))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage("The function 'f' refers to 'z', which does not exist in it.");
  }

  @Test
  void aCallWithTooManyArgumentsIsRefused() {
    GraphDef graph =
        graph(
            List.of(node("in", "Placeholder"), call("call", "f", "in", "in")),
            function("f", "neg:y:0", node("neg", "Neg", "x")));

    assertThatThrownBy(() -> FunctionInliner.inline(graph, List.of("call")))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage("The function 'f' takes 1 arguments, but node 'call' passes 2.");
  }

  @Test
  void identitiesThatReadEachOtherAreRefused() {
    GraphDef graph =
        graph(
            List.of(
                node("a", "Identity", "b"), node("b", "Identity", "a"), node("out", "Neg", "a")));

    assertThatThrownBy(() -> FunctionInliner.inline(graph, List.of("out")))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage("The tensor 'a' is defined by itself: the graph has a cycle.");
  }
}
