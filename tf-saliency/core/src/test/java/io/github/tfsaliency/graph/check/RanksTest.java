package io.github.tfsaliency.graph.check;

import static io.github.tfsaliency.graph.Graphs.integer;
import static io.github.tfsaliency.graph.Graphs.node;
import static io.github.tfsaliency.graph.Graphs.number;
import static io.github.tfsaliency.graph.Graphs.text;
import static io.github.tfsaliency.graph.Graphs.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.Graphs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Tensors of more dimensions than TensorFlow counts would end the process. */
class RanksTest {
  private static final NodeDef OPEN =
      node("in", "Placeholder").toBuilder().putAttr("shape", Graphs.shape(Shape.unknown())).build();

  private static final NodeDef SIZES =
      node("sizes", "Placeholder").toBuilder()
          .putAttr("dtype", type(DataType.DT_INT32))
          .putAttr("shape", Graphs.shape(-1))
          .build();

  private static NodeDef makes(String op, String... inputs) {
    NodeDef.Builder node = node("out", op, inputs).toBuilder();
    switch (op) {
      case "Reshape" -> node.putAttr("Tshape", type(DataType.DT_INT32));
      case "BroadcastTo" -> node.putAttr("Tidx", type(DataType.DT_INT32));
      default -> node.putAttr("index_type", type(DataType.DT_INT32));
    }
    return node.build();
  }

  private static ImmutableMap<String, NodeDef> nodes(Iterable<NodeDef> all) {
    ImmutableMap.Builder<String, NodeDef> nodes = ImmutableMap.builder();
    all.forEach(node -> nodes.put(node.getName(), node));
    return nodes.buildOrThrow();
  }

  private static ImmutableMap<String, NodeDef> bounded(NodeDef... nodes) {
    return bounded(List.of(nodes));
  }

  private static ImmutableMap<String, NodeDef> bounded(Iterable<NodeDef> nodes) {
    ImmutableMap<String, NodeDef> bounded = new ShapeLengths(nodes(nodes)).bounded();
    Ranks.require(bounded, Path.of("model"));
    return bounded;
  }

  /** How many dimensions the node 'out' makes of a number. */
  private static int run(int dimensions, NodeDef... nodes) {
    int[] ones = new int[dimensions];
    Arrays.fill(ones, 1);
    try (Graph graph = new Graph()) {
      graph.importGraphDef(
          GraphDef.newBuilder()
              .addAllNode(bounded(nodes).values())
              .addNode(node("rank", "Rank", "out"))
              .build());
      try (Session session = new Session(graph);
          TFloat32 value = TFloat32.scalarOf(1);
          TInt32 sizes = TInt32.tensorOf(StdArrays.ndCopyOf(ones));
          Result result =
              session.runner().feed("in", value).feed("sizes", sizes).fetch("rank").run()) {
        return ((TInt32) result.get(0)).getInt();
      }
    }
  }

  @Test
  void aShapeThatValuesSayMayHaveAsManyDimensionsAsAnyModel() {
    assertThat(run(64, OPEN, SIZES, makes("Reshape", "in", "sizes"))).isEqualTo(64);
    assertThat(run(5, OPEN, SIZES, makes("BroadcastTo", "in", "sizes"))).isEqualTo(5);
    assertThat(run(64, OPEN, SIZES, makes("Fill", "sizes", "in"))).isEqualTo(64);
  }

  @Test
  void aShapeOfMoreDimensionsEndsTheRun() {
    for (NodeDef node :
        List.of(
            makes("Reshape", "in", "sizes"),
            makes("BroadcastTo", "in", "sizes"),
            makes("Fill", "sizes", "in"))) {
      assertThatThrownBy(() -> run(65, OPEN, SIZES, node))
          .isInstanceOf(TFInvalidArgumentException.class)
          .hasMessageContaining(
              "Node 'out' (op '%s') would make more than 64 dimensions", node.getOp());
    }
  }

  @Test
  void aShapeWhoseLengthIsKnownGetsNoGuard() {
    NodeDef known = SIZES.toBuilder().putAttr("shape", Graphs.shape(3)).build();

    assertThat(bounded(OPEN, known, makes("Reshape", "in", "sizes"))).hasSize(3);
  }

  @Test
  void whatIsGuardedIsNotGuardedAgain() {
    ImmutableMap<String, NodeDef> once = bounded(OPEN, SIZES, makes("Reshape", "in", "sizes"));

    assertThat(once).hasSizeGreaterThan(3);
    assertThat(new ShapeLengths(once).bounded()).isEqualTo(once);
  }

  private static NodeDef expand(int index) {
    return node("e" + index, "ExpandDims", index == 0 ? "in" : "e" + (index - 1), "axis")
        .toBuilder()
        .putAttr("Tdim", type(DataType.DT_INT32))
        .build();
  }

  private static void expand(NodeDef input, int times) {
    List<NodeDef> nodes = new ArrayList<>(List.of(input, integer("axis", 0)));
    for (int i = 0; i < times; i++) {
      nodes.add(expand(i));
    }
    var unused = bounded(nodes);
  }

  @Test
  void dimensionsThatAreAddedOneByOneAreCounted() {
    assertThatCode(() -> expand(OPEN, 56)).doesNotThrowAnyException();
    assertThatThrownBy(() -> expand(OPEN, 57))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "Node 'e56' (op 'ExpandDims') makes a tensor that may have 121 dimensions, where at"
                + " most 120 are supported.\n"
                + "Maybe the SavedModel was damaged, or made to end the process.");
  }

  @Test
  void dimensionsThatTensorFlowKnowsAreCountedToo() {
    NodeDef number = Graphs.floats("in", Shape.scalar(), 1);

    assertThatCode(() -> expand(number, 120)).doesNotThrowAnyException();
    assertThatThrownBy(() -> expand(number, 121))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageStartingWith(
            "Node 'e120' (op 'ExpandDims') makes a tensor that may have 121 dimensions");
  }

  @Test
  void aGatherOfWhatIsOpenByWhatIsOpenIsCountedAsBoth() {
    NodeDef places =
        node("places", "Cast", "in").toBuilder()
            .clearAttr()
            .putAttr("SrcT", type(DataType.DT_FLOAT))
            .putAttr("DstT", type(DataType.DT_INT32))
            .build();
    NodeDef gather =
        node("out", "Gather", "in", "places").toBuilder()
            .clearAttr()
            .putAttr("Tparams", type(DataType.DT_FLOAT))
            .putAttr("Tindices", type(DataType.DT_INT32))
            .build();

    assertThatThrownBy(() -> bounded(OPEN, places, gather))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining("may have 127 dimensions");
  }

  @Test
  void anEinsumOverOpenDimensionsAddsThoseOfItsLetters() {
    NodeDef.Builder product =
        node("out", "Einsum", "in", "in").toBuilder()
            .putAttr("N", number(2))
            .putAttr("equation", text("...ij,...jk->...ik"));

    assertThatCode(() -> bounded(OPEN, product.build())).doesNotThrowAnyException();
    assertThatThrownBy(
            () ->
                bounded(
                    OPEN,
                    product.putAttr("equation", text("...,...->..." + "a".repeat(57))).build()))
        .isInstanceOf(UnsupportedModelException.class);
  }

  @Test
  void newAxesOfASliceAreCounted() {
    List<NodeDef> nodes = new ArrayList<>(List.of(OPEN));
    nodes.add(Graphs.integers("begin", Shape.of(3), 0, 0, 0));
    nodes.add(Graphs.integers("end", Shape.of(3), 1, 1, 1));
    String last = "in";
    for (int i = 0; i < 19; i++) {
      nodes.add(
          node("s" + i, "StridedSlice", last, "begin", "end", "end").toBuilder()
              .putAttr("Index", type(DataType.DT_INT32))
              .putAttr("new_axis_mask", number(7))
              .build());
      last = "s" + i;
    }

    assertThatThrownBy(() -> bounded(nodes))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageStartingWith("Node 's18' (op 'StridedSlice') makes a tensor that may have 121");
  }

  @Test
  void whatKeepsItsShapeCanBeAsDeepAsItWill() {
    List<NodeDef> nodes = new ArrayList<>(List.of(OPEN));
    Collections.nCopies(300, "Relu")
        .forEach(
            op -> nodes.add(node("r" + nodes.size(), op, nodes.get(nodes.size() - 1).getName())));

    assertThat(bounded(nodes)).hasSize(301);
  }

  @Test
  void aConstantShapeOfManyDimensionsIsCutBeforeTensorFlowInfersThem() {
    NodeDef many = Graphs.integers("sizes", Shape.of(100_000), new int[100_000]);

    assertThat(bounded(OPEN, many, makes("Reshape", "in", "sizes"))).hasSizeGreaterThan(3);
  }

  @Test
  void dimensionsThatDoubleAreRefusedBeforeTensorFlowInfersThem() {
    List<NodeDef> nodes = new ArrayList<>(List.of(Graphs.floats("d0", Shape.of(1), 1)));
    for (int i = 1; i < 40; i++) {
      nodes.add(node("d" + i, "Diag", "d" + (i - 1)));
    }

    assertThatThrownBy(() -> new ShapeLengths(nodes(nodes)).bounded())
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageStartingWith("Node 'd8' (op 'Diag') makes a tensor that may have 256");
  }

  @Test
  void aShapeThatIsMadeOfThoseOfOthersGetsNoGuard() {
    NodeDef first = Graphs.integers("first", Shape.of(1), 0);
    NodeDef shape =
        node("shape", "Shape", "in").toBuilder()
            .putAttr("out_type", type(DataType.DT_INT32))
            .build();
    NodeDef samples =
        node("samples", "GatherV2", "shape", "first", "axis").toBuilder()
            .clearAttr()
            .putAttr("Tparams", type(DataType.DT_INT32))
            .putAttr("Tindices", type(DataType.DT_INT32))
            .putAttr("Taxis", type(DataType.DT_INT32))
            .build();
    NodeDef all =
        node("all", "ConcatV2", "samples", "first", "axis").toBuilder()
            .putAttr("T", type(DataType.DT_INT32))
            .putAttr("Tidx", type(DataType.DT_INT32))
            .putAttr("N", number(2))
            .build();
    NodeDef in = OPEN.toBuilder().putAttr("shape", Graphs.shape(-1, 3)).build();

    assertThat(
            bounded(
                in, first, integer("axis", 0), shape, samples, all, makes("Reshape", "in", "all")))
        .hasSize(7);
  }
}
