package io.github.tfsaliency.graph.savedmodel;

import static io.github.tfsaliency.graph.Graphs.call;
import static io.github.tfsaliency.graph.Graphs.emptyShape;
import static io.github.tfsaliency.graph.Graphs.function;
import static io.github.tfsaliency.graph.Graphs.graph;
import static io.github.tfsaliency.graph.Graphs.integer;
import static io.github.tfsaliency.graph.Graphs.node;
import static io.github.tfsaliency.graph.Graphs.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.Graphs;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.inline.FlatGraph;
import io.github.tfsaliency.graph.inline.FunctionInliner;
import io.github.tfsaliency.graph.inline.GraphPath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** Small files that stand for graphs without end. */
@Timeout(60)
class BlowUpTest {
  private static final NodeDef IN = node("in", "Placeholder");

  private static void assertRefused(GraphDef graph, String output, String message) {
    assertThatThrownBy(
            () -> {
              FunctionInliner inliner =
                  FunctionInliner.of(graph, List.of(TensorRef.parse(output).node()));
              new GraphPath(inliner, Path.of("model")).visit(TensorRef.parse(output));
            })
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(message);
  }

  @Test
  void functionsThatCallTwiceAtEveryLevelAreRefused() {
    List<FunctionDef> functions = new ArrayList<>();
    for (int level = 0; level < 40; level++) {
      String next = "f" + (level + 1);
      functions.add(
          function("f" + level, "b:output:0", call("a", next, "x"), call("b", next, "a:output:0")));
    }
    functions.add(function("f40", "neg:y:0", node("neg", "Neg", "x")));

    assertRefused(
        graph(List.of(IN, call("out", "f0", "in")), functions.toArray(FunctionDef[]::new)),
        "out",
        "The functions of the SavedModel call each other so often that inlining them takes more"
            + " than 1000000 steps.");
  }

  @Test
  void longNamesAheadOfLongNamesAreRefused() {
    String longName = "x".repeat(100_000);
    List<NodeDef> nodes = new ArrayList<>(List.of(IN));
    String last = "in";
    for (int i = 0; i < 1200; i++) {
      nodes.add(call("call" + i, "f", last));
      last = "call" + i;
    }

    assertRefused(
        graph(nodes, function("f", longName + ":y:0", node(longName, "Neg", "x"))),
        last,
        "The names of the SavedModel's nodes have more than 200000000 letters once inlined.");
  }

  private static NodeDef integers(NodeDef node) {
    return node.toBuilder().putAttr("T", type(DataType.DT_INT32)).build();
  }

  @Test
  void aLoopThatNeverEndsIsRefused() {
    FunctionDef condition =
        function(
            "goes_on",
            List.of("i", "x"),
            List.of("less:z:0"),
            integer("limit", 1),
            integers(node("less", "Less", "i", "limit:output:0")));
    FunctionDef body =
        function("body", List.of("i", "x"), List.of("i", "neg:y:0"), node("neg", "Neg", "x"));
    NodeDef loop =
        NodeDef.newBuilder()
            .setName("loop")
            .setOp("While")
            .addInput("start")
            .addInput("in")
            .putAttr("cond", Graphs.function("goes_on"))
            .putAttr("body", Graphs.function("body"))
            .build();

    assertRefused(
        graph(List.of(IN, integer("start", 0), loop), condition, body),
        "loop:1",
        "The functions of the SavedModel call each other so often that inlining them takes more"
            + " than 1000000 steps.");
  }

  private static NodeDef list(String name, String op, String... inputs) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp(op)
        .addAllInput(List.of(inputs))
        .putAttr("element_dtype", type(DataType.DT_FLOAT))
        .build();
  }

  @Test
  void listsThatAreCopiedTooOftenAreRefused() {
    List<NodeDef> nodes =
        new ArrayList<>(
            List.of(
                IN,
                emptyShape("shape"),
                integer("size", 100_000),
                integer("first", 0),
                list("list0", "TensorListReserve", "shape", "size")));
    for (int i = 0; i < 300; i++) {
      nodes.add(list("list" + (i + 1), "TensorListSetItem", "list" + i, "first", "in"));
    }
    nodes.add(list("out", "TensorListGetItem", "list300", "first", "shape"));

    assertRefused(
        graph(nodes),
        "out",
        "Node 'list201' (op 'TensorListSetItem' of the main graph) makes longer lists, and more of"
            + " them, than can be unrolled, so no gradient can be taken through it.\n"
            + "Maybe name a float tensor after it with Model.from(path).input(name), or export the"
            + " model with fixed sizes and without it.");
  }

  @Test
  void aListOfTooManyItemsIsRefused() {
    assertRefused(
        graph(
            List.of(
                IN,
                emptyShape("shape"),
                integer("size", 100_001),
                integer("first", 0),
                list("list", "TensorListReserve", "shape", "size"),
                list("out", "TensorListGetItem", "list", "first", "shape"))),
        "out",
        "Node 'list' (op 'TensorListReserve' of the main graph) makes a list of 100001 items, so no"
            + " gradient can be taken through it.\n"
            + "Maybe name a float tensor after it with Model.from(path).input(name), or export the"
            + " model with fixed sizes and without it.");
  }

  @Test
  void aLongChainOfIdentitiesThatIsReadOftenIsFollowedOnce() {
    int length = 100_000;
    List<NodeDef> nodes = new ArrayList<>(List.of(IN));
    for (int i = 0; i < length; i++) {
      nodes.add(node("i" + i, "Identity", i == 0 ? "in" : "i" + (i - 1)));
    }
    for (int i = 0; i < length; i++) {
      nodes.add(node("n" + i, "AddV2", i == 0 ? "in" : "n" + (i - 1), "i" + (length - 1)));
    }

    FlatGraph flat = FunctionInliner.inline(graph(nodes), List.of("n" + (length - 1)));

    assertThat(flat.nodes()).hasSize(length + 1);
  }
}
