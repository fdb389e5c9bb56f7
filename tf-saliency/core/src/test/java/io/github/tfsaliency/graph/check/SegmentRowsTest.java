package io.github.tfsaliency.graph.check;

import static io.github.tfsaliency.graph.Graphs.integers;
import static io.github.tfsaliency.graph.Graphs.node;
import static io.github.tfsaliency.graph.Graphs.number;
import static io.github.tfsaliency.graph.Graphs.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.Graphs;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Ops whose result has a row for each number up to the largest that they are given. */
class SegmentRowsTest {
  private static final NodeDef DATA = Graphs.floats("data", Shape.of(3, 1), 1, 2, 4);
  private static final NodeDef ROWS =
      node("rows", "Placeholder").toBuilder().putAttr("dtype", type(DataType.DT_INT32)).build();
  private static final NodeDef SUM =
      node("out", "SegmentSum", "data", "rows").toBuilder()
          .putAttr("Tindices", type(DataType.DT_INT32))
          .build();
  private static final NodeDef STITCH =
      node("out", "DynamicStitch", "rows", "data").toBuilder().putAttr("N", number(1)).build();

  private static ImmutableMap<String, NodeDef> nodes(NodeDef rows, NodeDef out) {
    return ImmutableMap.of("data", DATA, "rows", rows, "out", out);
  }

  private static FloatNdArray run(NodeDef out, int... rows) {
    try (Graph graph = new Graph()) {
      graph.importGraphDef(
          GraphDef.newBuilder()
              .addAllNode(NodeValidator.validate(nodes(ROWS, out)).values())
              .build());
      try (Session session = new Session(graph);
          TInt32 fed = TInt32.vectorOf(rows);
          Result result = session.runner().feed("rows", fed).fetch("out").run()) {
        FloatNdArray copy = NdArrays.ofFloats(result.get(0).shape());
        ((TFloat32) result.get(0)).copyTo(copy);
        return copy;
      }
    }
  }

  @Test
  void segmentsOfFedNumbersAreComputed() {
    assertThat(run(SUM, 0, 0, 2)).isEqualTo(StdArrays.ndCopyOf(new float[][] {{3}, {0}, {4}}));
  }

  @Test
  void aStitchOfFedNumbersIsComputed() {
    assertThat(run(STITCH, 2, 1, 0)).isEqualTo(StdArrays.ndCopyOf(new float[][] {{4}, {2}, {1}}));
  }

  @Test
  void aFedNumberOfMoreRowsThanAnyMemoryHoldsIsAnErrorOfTheRun() {
    assertThatThrownBy(() -> run(SUM, 0, 0, Integer.MAX_VALUE - 1))
        .isInstanceOf(TFInvalidArgumentException.class)
        .hasMessageContaining("segment ids must be >= 0");
    assertThatThrownBy(() -> run(STITCH, 0, 1, Integer.MAX_VALUE - 1))
        .isInstanceOf(TFInvalidArgumentException.class)
        .hasMessageContaining("is out of range");
  }

  @Test
  void aConstantOfMoreRowsThanAnyMemoryHoldsIsRefused() {
    NodeDef rows = integers("rows", Shape.of(3), 0, 0, 1 << 30);

    assertThatThrownBy(() -> NodeValidator.validate(nodes(rows, SUM)))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "Node 'out' (op 'SegmentSum') makes 1073741825 elements of a constant, more than"
                + " 268435456.\n"
                + "Maybe the SavedModel was damaged, or made for a newer TensorFlow than this"
                + " library's.");
  }

  @Test
  void whereNothingIsAddedRowsThatNothingBoundsAreRefused() {
    assertThatThrownBy(() -> NodeValidator.validate(nodes(ROWS, SUM), new ConstantBudget()))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "Node 'out' (op 'SegmentSum') makes as many rows as 'rows' says, without a limit.\n"
                + "Maybe the SavedModel was damaged, or made for a newer TensorFlow than this"
                + " library's.");
  }

  @Test
  void whatWasBoundedIsNotBoundedAgain() {
    ImmutableMap<String, NodeDef> bounded = new SegmentRows(nodes(ROWS, SUM)).bounded();

    assertThat(new SegmentRows(bounded).bounded()).isEqualTo(bounded).hasSizeGreaterThan(3);
  }

  @Test
  void aBoundOfOthersIsNone() {
    ImmutableMap<String, NodeDef> bounded = new SegmentRows(nodes(ROWS, SUM)).bounded();
    ImmutableMap.Builder<String, NodeDef> other = ImmutableMap.builder();
    bounded.forEach(
        (name, node) ->
            other.put(
                name,
                node.getOp().equals("Size") && node.getInput(0).equals("data")
                    ? node.toBuilder()
                        .setInput(0, "rows")
                        .putAttr("T", type(DataType.DT_INT32))
                        .build()
                    : node));

    assertThatThrownBy(() -> NodeValidator.validate(other.buildOrThrow(), new ConstantBudget()))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining("without a limit");
  }
}
