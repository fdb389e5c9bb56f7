package io.github.tfsaliency.graph;

import static io.github.tfsaliency.graph.Graphs.call;
import static io.github.tfsaliency.graph.Graphs.function;
import static io.github.tfsaliency.graph.Graphs.graph;
import static io.github.tfsaliency.graph.Graphs.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.ReachableNodes.Root;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GradientDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** What can run when something is asked of a graph, and the way there. */
class ReachableNodesTest {
  private static ReachableNodes from(GraphDef graph, String... tensors) {
    return ReachableNodes.of(
        graph, List.of(new Root("signature 'a'", ImmutableList.copyOf(tensors))));
  }

  private static List<String> ways(ReachableNodes nodes) {
    return nodes.all().stream().map(place -> place.way().toString()).toList();
  }

  @Test
  void dataAndControlEdgesAreFollowedAndNothingElse() {
    GraphDef graph =
        graph(
            List.of(
                node("x", "Placeholder"),
                node("two", "Split", "x"),
                node("before", "NoOp"),
                node("out", "Neg", "two:1", "^before"),
                node("beside", "Neg", "x")));

    assertThat(from(graph, "out:0").nodes()).containsOnlyKeys("out", "two", "before", "x");
    assertThat(from(graph, "^before").nodes()).containsOnlyKeys("before");
  }

  @Test
  void theWayNamesTheFunctionsAndTheirCallers() {
    GraphDef graph =
        graph(
            List.of(node("x", "Placeholder"), call("call", "f", "x"), node("out", "Neg", "call")),
            function("f", "inner:output:0", call("inner", "g", "x")),
            function("g", "neg:y:0", node("neg", "Neg", "x")));

    ReachableNodes reached = from(graph, "out");

    assertThat(reached.functions()).containsExactlyInAnyOrder("f", "g");
    assertThat(ways(reached))
        .containsExactly(
            "signature 'a' -> node 'out'",
            "signature 'a' -> node 'call'",
            "signature 'a' -> node 'x'",
            "signature 'a' -> node 'call' -> function 'f' -> node 'inner'",
            "signature 'a' -> node 'call' -> function 'f' -> node 'inner' -> function 'g' -> node"
                + " 'neg'");
  }

  @Test
  void everyNodeOfAFunctionCounts() {
    GraphDef graph =
        graph(
            List.of(node("x", "Placeholder"), call("out", "f", "x")),
            function("f", "x", node("unread", "Neg", "x")));

    assertThat(ways(from(graph, "out")))
        .contains("signature 'a' -> node 'out' -> function 'f' -> node 'unread'");
  }

  @Test
  void aLongWayIsShownByItsEnds() {
    List<FunctionDef> functions = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      functions.add(function("f" + i, "x", call("to", "f" + (i + 1), "x")));
    }
    functions.add(function("f10000", "neg:y:0", node("neg", "Neg", "x")));
    GraphDef graph =
        graph(
            List.of(node("x", "Placeholder"), call("out", "f0", "x")),
            functions.toArray(FunctionDef[]::new));

    List<ReachableNodes.Place> all = from(graph, "out").all();

    assertThat(all.get(all.size() - 1).way())
        .hasToString(
            "signature 'a' -> ... -> function 'f9995' -> node 'to' -> function 'f9996' -> node 'to'"
                + " -> function 'f9997' -> node 'to' -> function 'f9998' -> node 'to' -> function"
                + " 'f9999' -> node 'to' -> function 'f10000' -> node 'neg'");
  }

  @Test
  void functionsThatCallEachOtherEndTheWalk() {
    GraphDef graph =
        graph(
            List.of(node("x", "Placeholder"), call("out", "f", "x")),
            function("f", "x", call("to", "g", "x")),
            function("g", "x", call("back", "f", "x")));

    assertThat(from(graph, "out").functions()).containsExactlyInAnyOrder("f", "g");
  }

  @Test
  void whatIsNotReachedIsPruned() {
    FunctionDef called = function("f", "x");
    FunctionDef gradient = function("f_gradient", "x");
    FunctionDef other = function("g", "x");
    NodeDef out =
        call("out", "f", "x").toBuilder()
            .putAttr("_class", strings("loc:@x", "loc:@beside"))
            .build();
    NodeDef x = node("x", "Placeholder");
    GraphDef.Builder graph =
        graph(List.of(x, out, node("beside", "Neg", "x")), called, gradient, other).toBuilder();
    graph
        .getLibraryBuilder()
        .addGradient(GradientDef.newBuilder().setFunctionName("f").setGradientFunc("f_gradient"))
        .addGradient(GradientDef.newBuilder().setFunctionName("g").setGradientFunc("f_gradient"));
    GraphDef whole = graph.build();

    GraphDef pruned = from(whole, "out").pruned(whole);

    assertThat(pruned.getNodeList())
        .containsExactly(x, out.toBuilder().putAttr("_class", strings("loc:@x")).build());
    assertThat(pruned.getLibrary().getFunctionList()).containsExactly(called, gradient);
    assertThat(pruned.getLibrary().getGradientList())
        .extracting(GradientDef::getFunctionName)
        .containsExactly("f");
  }

  private static AttrValue strings(String... values) {
    AttrValue.ListValue.Builder list = AttrValue.ListValue.newBuilder();
    for (String value : values) {
      list.addS(ByteString.copyFromUtf8(value));
    }
    return AttrValue.newBuilder().setList(list).build();
  }

  @Test
  void aMissingFunctionIsNamedWithTheWayThere() {
    GraphDef graph = graph(List.of(node("x", "Placeholder"), call("out", "absent", "x")));

    assertThatThrownBy(() -> from(graph, "out"))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "The function 'absent', which signature 'a' -> node 'out' leads to, does not exist in"
                + " the SavedModel.");
  }
}
