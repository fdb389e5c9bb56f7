package io.github.tfsaliency.graph.check;

import static io.github.tfsaliency.graph.Graphs.FLOAT;
import static io.github.tfsaliency.graph.Graphs.integers;
import static io.github.tfsaliency.graph.Graphs.node;
import static io.github.tfsaliency.graph.Graphs.type;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/** Sizes that only the fed values say. */
class ValueSizesTest {
  private static final NodeDef IN = node("in", "Placeholder");
  private static final NodeDef SIZE = cast("size", "in");
  private static final NodeDef TILE =
      node("out", "Tile", "in", "size").toBuilder()
          .putAttr("Tmultiples", type(DataType.DT_INT32))
          .build();

  private static NodeDef cast(String name, String input) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Cast")
        .addInput(input)
        .putAttr("SrcT", FLOAT)
        .putAttr("DstT", type(DataType.DT_INT32))
        .build();
  }

  private static ImmutableMap<String, NodeDef> byName(NodeDef... nodes) {
    ImmutableMap.Builder<String, NodeDef> byName = ImmutableMap.builder();
    for (NodeDef node : nodes) {
      byName.put(node.getName(), node);
    }
    return byName.buildOrThrow();
  }

  private static void check(NodeDef... nodes) {
    ImmutableMap<String, NodeDef> byName = byName(nodes);
    assertThat(ValueSizes.bounded(byName, worst -> {})).isSameAs(byName);
  }

  private static NodeDef minimum(String other) {
    return node("size", "Minimum", "fed", other);
  }

  @Test
  void aSizeThatIsComputedFromAFedValueIsRefused() {
    assertThatThrownBy(() -> check(IN, SIZE, TILE))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "Node 'out' (op 'Tile') makes a tensor whose size 'size' computes from the values that"
                + " are fed, so that one sample could fill the memory.\n"
                + "Maybe export the model with fixed sizes, or name a float tensor after it with"
                + " Model.from(path).input(name).");
  }

  /** {@code tf.sequence_mask} without a largest length. */
  private static ImmutableMap<String, NodeDef> mask(int start) {
    return byName(
        IN,
        SIZE,
        integers("start", Shape.scalar(), start),
        integers("step", Shape.scalar(), 1),
        node("out", "Range", "start", "size", "step").toBuilder()
            .putAttr("Tidx", type(DataType.DT_INT32))
            .build());
  }

  private static Consumer<ImmutableMap<String, NodeDef>> atMost(String size, int most) {
    return worst -> {
      long tried = requireNonNull(worst.get(size)).getAttrOrThrow("value").getTensor().getIntVal(0);
      if (tried > most) {
        throw new UnsupportedModelException("too large");
      }
    };
  }

  @Test
  void aNumberThatIsASizeIsBoundedByTheLargestThatKeepsTheBudgets() {
    ImmutableMap<String, NodeDef> bounded =
        ValueSizes.bounded(mask(0), atMost("out/size_1_0", 5000));

    assertThat(requireNonNull(bounded.get("out")).getInput(1)).isEqualTo("out/size_1_3");
    assertThat(
            requireNonNull(bounded.get("out/size_1_0"))
                .getAttrOrThrow("value")
                .getTensor()
                .getIntVal(0))
        .isEqualTo(4096);
  }

  @Test
  void aNumberThatPacksASizeWithOthersIsBounded() {
    ImmutableMap<String, NodeDef> bounded =
        ValueSizes.bounded(
            byName(
                IN,
                SIZE,
                integers("three", Shape.scalar(), 3),
                node("dims", "Pack", "three", "size"),
                node("out", "Fill", "dims", "in")),
            atMost("dims/size_1_0", 100_000));

    assertThat(requireNonNull(bounded.get("dims")).getInputList())
        .containsExactly("three", "dims/size_1_3");
  }

  @Test
  void aNumberThatKeepsNoBudgetIsRefused() {
    assertThatThrownBy(() -> ValueSizes.bounded(mask(0), atMost("out/size_1_0", 5)))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageStartingWith(
            "Node 'out' (op 'Range') makes a tensor whose size 'size' computes from the values that"
                + " are fed");
  }

  @Test
  void aRangeFromANegativeNumberIsRefused() {
    assertThatThrownBy(() -> ValueSizes.bounded(mask(-1), worst -> {}))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageStartingWith("Node 'out' (op 'Range') makes a tensor whose size ");
  }

  @Test
  void aSizeThatIsComputedFromAShapeIsAccepted() {
    assertThatCode(() -> check(IN, node("size", "Shape", "in"), TILE)).doesNotThrowAnyException();
  }

  @Test
  void aSizeThatAConstantBoundsIsAccepted() {
    assertThatCode(
            () ->
                check(
                    IN,
                    cast("fed", "in"),
                    integers("most", Shape.scalar(), 1000),
                    minimum("most"),
                    TILE))
        .doesNotThrowAnyException();
  }

  @Test
  void aConstantThatBoundsNothingIsNoBound() {
    assertThatThrownBy(
            () ->
                check(
                    IN,
                    cast("fed", "in"),
                    integers("most", Shape.scalar(), Integer.MAX_VALUE),
                    minimum("most"),
                    TILE))
        .isInstanceOf(UnsupportedModelException.class);
  }
}
