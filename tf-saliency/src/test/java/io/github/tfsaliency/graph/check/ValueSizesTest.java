package io.github.tfsaliency.graph.check;

import static io.github.tfsaliency.graph.Graphs.FLOAT;
import static io.github.tfsaliency.graph.Graphs.integers;
import static io.github.tfsaliency.graph.Graphs.node;
import static io.github.tfsaliency.graph.Graphs.type;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfsaliency.attribution.UnsupportedModelException;
import java.util.LinkedHashMap;
import java.util.Map;
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

  private static void check(NodeDef... nodes) {
    Map<String, NodeDef> byName = new LinkedHashMap<>();
    for (NodeDef node : nodes) {
      byName.put(node.getName(), node);
    }
    ValueSizes.check(byName);
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
                + "Maybe export the model with fixed sizes, or name a float tensor behind it with"
                + " Model.from(path).input(name).");
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
