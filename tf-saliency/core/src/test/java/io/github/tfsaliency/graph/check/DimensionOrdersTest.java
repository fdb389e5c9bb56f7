package io.github.tfsaliency.graph.check;

import static io.github.tfsaliency.graph.Graphs.integers;
import static io.github.tfsaliency.graph.Graphs.node;
import static io.github.tfsaliency.graph.Graphs.number;
import static io.github.tfsaliency.graph.Graphs.type;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.Graphs;
import io.github.tfsaliency.graph.TensorRef;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/** Orders of dimensions that transposes take, and what keeps them from being negative. */
class DimensionOrdersTest {
  private static final NodeDef IN =
      node("in", "Placeholder").toBuilder()
          .putAttr("dtype", Graphs.FLOAT)
          .putAttr("shape", Graphs.shape(Shape.of(2, 3)))
          .build();

  private static NodeDef ints(String name, String op, String... inputs) {
    return node(name, op, inputs).toBuilder().putAttr("T", type(DataType.DT_INT32)).build();
  }

  private static NodeDef range(String from, String to, String step) {
    return node("range", "Range", from, to, step).toBuilder()
        .clearAttr()
        .putAttr("Tidx", type(DataType.DT_INT32))
        .build();
  }

  private static NodeDef rank() {
    return node("rank", "Rank", "in");
  }

  private static ImmutableMap<String, NodeDef> transposed(NodeDef... order) {
    NodeDef transpose =
        node("out", "Transpose", "in", order[order.length - 1].getName()).toBuilder()
            .putAttr("Tperm", type(DataType.DT_INT32))
            .build();
    ImmutableMap.Builder<String, NodeDef> nodes = ImmutableMap.builder();
    nodes.put("in", IN);
    for (NodeDef node : order) {
      nodes.put(node.getName(), node);
    }
    return nodes.put("out", transpose).buildOrThrow();
  }

  private static Shape shapeOf(ImmutableMap<String, NodeDef> nodes) {
    try (StaticShapes shapes =
        StaticShapes.of(NodeValidator.validate(nodes).values(), Path.of("model"))) {
      return shapes.of(new TensorRef("out", 0));
    }
  }

  private static void assertUntouched(NodeDef... order) {
    ImmutableMap<String, NodeDef> nodes = transposed(order);

    assertThat(new DimensionOrders(nodes).bounded()).isSameAs(nodes);
    assertThat(shapeOf(nodes)).isEqualTo(Shape.of(3, 2));
  }

  private static void assertOutOfRange(NodeDef... order) {
    ImmutableMap<String, NodeDef> nodes = transposed(order);

    assertThatThrownBy(() -> shapeOf(nodes))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining("perm dim 2147483647 is out of range of input rank 2");
  }

  @Test
  void anOrderOfConstantsIsLeftAsItIs() {
    assertUntouched(integers("perm", Shape.of(2), 1, 0));
  }

  @Test
  void anOrderThatIsJoinedOfConstantsIsLeftAsItIs() {
    assertUntouched(
        integers("first", Shape.of(1), 1),
        integers("rest", Shape.of(1), 0),
        integers("axis", Shape.scalar(), 0),
        ints("perm", "ConcatV2", "first", "rest", "axis").toBuilder()
            .putAttr("N", number(2))
            .build());
  }

  @Test
  void theReversedOrderOfAnyRankIsLeftAsItIs() {
    assertUntouched(
        rank(),
        integers("zero", Shape.scalar(), 0),
        integers("one", Shape.scalar(), 1),
        range("zero", "rank", "one"),
        ints("last", "Sub", "rank", "one"),
        ints("perm", "Sub", "last", "range"));
  }

  @Test
  void anOrderThatIsComputedOtherwiseIsBoundedAndStillInferred() {
    ImmutableMap<String, NodeDef> nodes =
        transposed(
            rank(),
            integers("zero", Shape.scalar(), 0),
            integers("one", Shape.scalar(), 1),
            range("zero", "rank", "one"),
            integers("shift", Shape.of(1), 1),
            integers("axis", Shape.of(1), 0),
            node("perm", "Roll", "range", "shift", "axis").toBuilder()
                .putAttr("T", type(DataType.DT_INT32))
                .putAttr("Tshift", type(DataType.DT_INT32))
                .putAttr("Taxis", type(DataType.DT_INT32))
                .build());

    assertThat(shapeOf(nodes)).isEqualTo(Shape.of(3, 2));
  }

  @Test
  void aNegativeConstantIsOutOfRange() {
    assertOutOfRange(integers("perm", Shape.of(2), 1, -2));
  }

  @Test
  void aDifferenceThatIsNegativeIsOutOfRange() {
    assertOutOfRange(
        integers("zero", Shape.scalar(), 0),
        integers("one", Shape.scalar(), 1),
        integers("two", Shape.scalar(), 2),
        range("zero", "two", "one"),
        ints("last", "Sub", "zero", "one"),
        ints("perm", "Sub", "last", "range"));
  }

  @Test
  void twoTransposesOfOneOrderShareTheBound() {
    NodeDef perm = node("perm", "Placeholder");
    NodeDef transpose =
        node("a", "Transpose", "in", "perm").toBuilder()
            .putAttr("Tperm", type(DataType.DT_INT32))
            .build();
    ImmutableMap<String, NodeDef> bounded =
        new DimensionOrders(
                ImmutableMap.of(
                    "in",
                    IN,
                    "perm",
                    perm,
                    "a",
                    transpose,
                    "b",
                    transpose.toBuilder().setName("b").setInput(0, "a").build()))
            .bounded();

    assertThat(List.of("a", "b"))
        .extracting(name -> requireNonNull(bounded.get(name)).getInput(1))
        .containsExactly("a/order_3", "a/order_3");
  }

  @Test
  void aBoundedOrderIsNeverNegative() {
    ImmutableMap<String, NodeDef> bounded =
        new DimensionOrders(transposed(integers("perm", Shape.of(2), 1, -2))).bounded();

    assertThat(new DimensionOrders(bounded).bounded()).isSameAs(bounded);
  }
}
