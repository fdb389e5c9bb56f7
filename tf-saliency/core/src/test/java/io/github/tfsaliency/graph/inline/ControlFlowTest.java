package io.github.tfsaliency.graph.inline;

import static io.github.tfsaliency.graph.Graphs.FLOAT;
import static io.github.tfsaliency.graph.Graphs.emptyShape;
import static io.github.tfsaliency.graph.Graphs.function;
import static io.github.tfsaliency.graph.Graphs.graph;
import static io.github.tfsaliency.graph.Graphs.integer;
import static io.github.tfsaliency.graph.Graphs.node;
import static io.github.tfsaliency.graph.Graphs.number;
import static io.github.tfsaliency.graph.Graphs.truth;
import static io.github.tfsaliency.graph.Graphs.type;
import static io.github.tfsaliency.graph.Graphs.types;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.Graphs;
import io.github.tfsaliency.graph.TensorRef;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;

/** Branches and loops become plain nodes, or an error that names them. */
class ControlFlowTest {
  private static final NodeDef IN = node("in", "Placeholder");
  private static final FunctionDef NEGATE = function("negate", "neg:y:0", node("neg", "Neg", "x"));
  private static final FunctionDef RECTIFY =
      function("rectify", "relu:activations:0", node("relu", "Relu", "x"));

  private static ImmutableMap<String, NodeDef> path(GraphDef graph, String output) {
    GraphPath path =
        new GraphPath(
            FunctionInliner.of(graph, List.of(TensorRef.parse(output).node())), Path.of("model"));
    return path.to(path.visit(TensorRef.parse(output)));
  }

  private static NodeDef branch(String condition) {
    return NodeDef.newBuilder()
        .setName("branch")
        .setOp("StatelessIf")
        .addInput(condition)
        .addInput("in")
        .putAttr("then_branch", Graphs.function("negate"))
        .putAttr("else_branch", Graphs.function("rectify"))
        .putAttr("Tout", types(DataType.DT_FLOAT))
        .build();
  }

  @ParameterizedTest
  @CsvSource({"true, neg", "false, relu"})
  void aBranchWithAConstantConditionIsTheOneThatIsTaken(boolean condition, String taken) {
    GraphDef graph =
        graph(List.of(IN, truth("condition", condition), branch("condition")), NEGATE, RECTIFY);

    assertThat(path(graph, "branch")).containsOnlyKeys("in", taken);
  }

  @Test
  void aBranchWhoseConditionDependsOnTheDataBecomesASelect() {
    NodeDef condition =
        node("condition", "Less", "total", "total").toBuilder().putAttr("T", FLOAT).build();
    GraphDef graph =
        graph(
            List.of(IN, node("total", "Neg", "in"), condition, branch("condition")),
            NEGATE,
            RECTIFY);

    ImmutableMap<String, NodeDef> path = path(graph, "branch");

    assertThat(path)
        .containsOnlyKeys(
            "in", "total", "condition", "branch/not", "neg", "relu", "branch/select_0");
    assertThat(path.get("branch/select_0"))
        .extracting(NodeDef::getInputList)
        .isEqualTo(List.of("branch/not", "relu", "neg"));
  }

  @ParameterizedTest
  @CsvSource({"0, neg", "1, relu", "7, relu"})
  void aCaseWithAConstantIndexIsTheBranchThatIsTaken(int index, String taken) {
    NodeDef branch =
        NodeDef.newBuilder()
            .setName("case")
            .setOp("Case")
            .addInput("index")
            .addInput("in")
            .putAttr(
                "branches",
                AttrValue.newBuilder()
                    .setList(
                        AttrValue.ListValue.newBuilder()
                            .addFunc(NameAttrList.newBuilder().setName("negate"))
                            .addFunc(NameAttrList.newBuilder().setName("rectify")))
                    .build())
            .putAttr("Tout", types(DataType.DT_FLOAT))
            .build();

    assertThat(path(graph(List.of(IN, integer("index", index), branch), NEGATE, RECTIFY), "case"))
        .containsOnlyKeys("in", taken);
  }

  private static NodeDef loop(String limit) {
    return NodeDef.newBuilder()
        .setName("loop")
        .setOp("While")
        .addAllInput(List.of("start", limit, "in"))
        .putAttr("cond", Graphs.function("goes_on"))
        .putAttr("body", Graphs.function("body"))
        .build();
  }

  private static final FunctionDef GOES_ON =
      function(
          "goes_on",
          List.of("i", "limit", "x"),
          List.of("less:z:0"),
          node("less", "Less", "i", "limit").toBuilder()
              .putAttr("T", type(DataType.DT_INT32))
              .build());

  private static final FunctionDef BODY =
      function(
          "body",
          List.of("i", "limit", "x"),
          List.of("next:z:0", "limit", "neg:y:0"),
          integer("one", 1),
          node("next", "AddV2", "i", "one:output:0").toBuilder()
              .putAttr("T", type(DataType.DT_INT32))
              .build(),
          node("neg", "Neg", "x"));

  @Test
  void aLoopWithAConstantNumberOfIterationsIsUnrolled() {
    GraphDef graph =
        graph(List.of(IN, integer("start", 0), integer("limit", 3), loop("limit")), GOES_ON, BODY);

    assertThat(path(graph, "loop:2").keySet())
        .containsExactly("in", "neg", "loop/iteration_1/neg", "loop/iteration_2/neg");
  }

  @Test
  void aLoopWithoutIterationsIsWhatItStartsWith() {
    GraphDef graph =
        graph(List.of(IN, integer("start", 3), integer("limit", 3), loop("limit")), GOES_ON, BODY);

    assertThat(path(graph, "loop:2")).containsOnlyKeys("in");
  }

  @Test
  void aLoopWhoseNumberOfIterationsDependsOnTheDataIsNamed() {
    NodeDef limit =
        NodeDef.newBuilder()
            .setName("limit")
            .setOp("Cast")
            .addInput("in")
            .putAttr("SrcT", FLOAT)
            .putAttr("DstT", type(DataType.DT_INT32))
            .build();
    GraphDef graph = graph(List.of(IN, integer("start", 0), limit, loop("limit")), GOES_ON, BODY);

    assertThatThrownBy(() -> path(graph, "loop:2"))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "Node 'loop' (op 'While' of the main graph) is a loop whose number of iterations"
                + " depends on the data, so no gradient can be taken through it.\n"
                + "Maybe name a float tensor after it with Model.from(path).input(name), or export"
                + " the model with fixed sizes and without it.");
  }

  @Test
  void aBranchThatLeadsToItselfIsRefused() {
    FunctionDef again =
        function(
            "rectify",
            List.of("x"),
            List.of("branch:output:0"),
            truth("no", false),
            branch("no:output:0").toBuilder().setInput(1, "x").build());
    GraphDef graph = graph(List.of(IN, truth("no", false), branch("no")), NEGATE, again);

    assertThatThrownBy(() -> path(graph, "branch"))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "The function 'rectify' calls itself, directly or by way of branches: recursion cannot"
                + " be explained.");
  }

  @ParameterizedTest
  @CsvSource({"true, neg", "false, relu"})
  void aBranchOfTensorFlow1IsTakenByTheDefaultOfItsPlaceholder(boolean training, String taken) {
    NodeDef phase =
        NodeDef.newBuilder()
            .setName("phase")
            .setOp("PlaceholderWithDefault")
            .addInput("default")
            .putAttr("dtype", type(DataType.DT_BOOL))
            .build();
    GraphDef graph =
        graph(
            List.of(
                IN,
                truth("default", training),
                phase,
                node("switch", "Switch", "in", "phase"),
                node("relu", "Relu", "switch"),
                node("neg", "Neg", "switch:1"),
                node("merge", "Merge", "relu", "neg").toBuilder().putAttr("N", number(2)).build()));

    assertThat(path(graph, "merge")).containsOnlyKeys("in", taken);
  }

  private static NodeDef list(String name, String op, String... inputs) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp(op)
        .addAllInput(List.of(inputs))
        .putAttr("element_dtype", FLOAT)
        .build();
  }

  @Test
  void aListIsReplacedByItsItems() {
    GraphDef graph =
        graph(
            List.of(
                IN,
                node("neg", "Neg", "in"),
                emptyShape("shape"),
                integer("size", 2),
                integer("first", 0),
                integer("second", 1),
                list("list", "TensorListReserve", "shape", "size"),
                list("one", "TensorListSetItem", "list", "first", "in"),
                list("both", "TensorListSetItem", "one", "second", "neg"),
                list("out", "TensorListStack", "both", "shape")));

    ImmutableMap<String, NodeDef> path = path(graph, "out");

    assertThat(path).containsOnlyKeys("in", "neg", "out/pack");
    assertThat(path.get("out/pack"))
        .extracting(NodeDef::getInputList)
        .isEqualTo(List.of("in", "neg"));
  }

  @Test
  void anItemThatWasNeverWrittenIsZero() {
    GraphDef graph =
        graph(
            List.of(
                IN,
                emptyShape("shape"),
                integer("size", 1),
                integer("first", 0),
                list("list", "TensorListReserve", "shape", "size"),
                list("item", "TensorListGetItem", "list", "first", "shape"),
                node("out", "AddV2", "in", "item")));

    assertThat(path(graph, "out")).containsOnlyKeys("in", "item/zeros", "out");
  }

  @Test
  void anIndexOutsideAListIsNamed() {
    GraphDef graph =
        graph(
            List.of(
                emptyShape("shape"),
                integer("size", 1),
                list("list", "TensorListReserve", "shape", "size"),
                list("item", "TensorListGetItem", "list", "size", "shape")));

    assertThatThrownBy(() -> path(graph, "item"))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageStartingWith(
            "Node 'item' (op 'TensorListGetItem' of the main graph) reads or writes item 1 of a"
                + " list of 1, so no gradient can be taken through it.");
  }
}
