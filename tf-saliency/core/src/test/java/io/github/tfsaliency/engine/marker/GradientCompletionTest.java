package io.github.tfsaliency.engine.marker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.TensorRef;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/** What a graph gets to be differentiable, and what it is told when it cannot be. */
class GradientCompletionTest {
  private static final TensorRef X = new TensorRef("x", 0);

  private static NodeDef node(String name, String op, String... inputs) {
    String type = op.equals("Placeholder") ? "dtype" : "T";
    return NodeDef.newBuilder()
        .setName(name)
        .setOp(op)
        .addAllInput(List.of(inputs))
        .putAttr(type, AttrValue.newBuilder().setType(DataType.DT_FLOAT).build())
        .build();
  }

  private static NodeDef cast(String name, String input, DataType from, DataType to) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Cast")
        .addInput(input)
        .putAttr("SrcT", AttrValue.newBuilder().setType(from).build())
        .putAttr("DstT", AttrValue.newBuilder().setType(to).build())
        .build();
  }

  private static GradientCompletion complete(String output, NodeDef... nodes) {
    return GradientCompletion.complete(
        List.of(nodes),
        ImmutableSet.of(X),
        new TensorRef(output, 0),
        Comparison.NONE,
        node -> "test");
  }

  private static NodeDef find(GradientCompletion completed, String name) {
    ImmutableMap<String, NodeDef> byName = Maps.uniqueIndex(completed.nodes(), NodeDef::getName);
    assertThat(byName).containsKey(name);
    return byName.getOrDefault(name, NodeDef.getDefaultInstance());
  }

  @Test
  void whatTensorFlowDifferentiatesStaysAsItIs() {
    NodeDef[] nodes = {node("x", "Placeholder"), node("y", "Relu", "x")};

    assertThat(complete("y", nodes).nodes()).containsExactly(nodes);
  }

  @Test
  void readersOfAnOpWithoutGradientReadItsMarker() {
    GradientCompletion completed =
        complete("y", node("x", "Placeholder"), node("e", "Erfc", "x"), node("y", "Relu", "e"));

    String marker = "saliency/missing-gradient/Erfc/e";
    assertThat(find(completed, "y").getInputList()).containsExactly(marker);
    assertThat(find(completed, marker).getInputList()).containsExactly(marker + "/stop_0", "x");
    assertThat(find(completed, marker + "/stop_0").getInputList()).containsExactly("e");
  }

  @Test
  void theOutputItselfMayBeMarked() {
    GradientCompletion completed = complete("e", node("x", "Placeholder"), node("e", "Erfc", "x"));

    assertThat(completed.completed(new TensorRef("e", 0)))
        .isEqualTo(new TensorRef("saliency/missing-gradient/Erfc/e", 0));
  }

  @Test
  void anOpBesideThePathIsNotMarked() {
    GradientCompletion completed =
        complete(
            "y",
            node("x", "Placeholder"),
            node("w", "Placeholder"),
            node("e", "Erfc", "w"),
            node("y", "AddV2", "x", "e"));

    assertThat(completed.markers()).isEmpty();
  }

  @Test
  void onlyInputsThatDependOnTheModelsInputGetAGradient() {
    GradientCompletion completed =
        complete(
            "y", node("x", "Placeholder"), node("w", "Placeholder"), node("y", "Xlogy", "w", "x"));

    String marker = "saliency/missing-gradient/Xlogy/y";
    assertThat(find(completed, marker).getInputList()).containsExactly(marker + "/stop_0", "x");
  }

  @Test
  void aWayThroughWholeNumbersIsCut() {
    GradientCompletion completed =
        complete(
            "y",
            node("x", "Placeholder"),
            cast("i", "x", DataType.DT_FLOAT, DataType.DT_INT32),
            cast("f", "i", DataType.DT_INT32, DataType.DT_FLOAT),
            node("y", "Mul", "x", "f"));

    assertThat(find(completed, "y").getInputList())
        .containsExactly("x", "saliency/no-gradient/f/output_0");
    assertThat(find(completed, "saliency/no-gradient/f/output_0").getOp())
        .isEqualTo("StopGradient");
  }

  @Test
  void aWayThroughSteppedValuesIsCut() {
    GradientCompletion completed =
        complete(
            "y", node("x", "Placeholder"), node("r", "Round", "x"), node("y", "Sub", "x", "r"));

    assertThat(find(completed, "y").getInputList())
        .containsExactly("x", "saliency/no-gradient/r/output_0");
  }

  @Test
  void anOutputWithoutAnyGradientIsRefused() {
    assertThatThrownBy(() -> complete("r", node("x", "Placeholder"), node("r", "Round", "x")))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "No gradient leads from the output 'r' to 'x': the output does not depend on it, or"
                + " only by operations such as rounding or comparison.\n"
                + "Maybe choose another output with Model.from(path).output(name).");
  }

  @Test
  void anOpThatNobodyDifferentiatesIsNamed() {
    NodeDef[] nodes = {
      node("x", "Placeholder"), node("model/eigen", "Svd", "x"), node("y", "Relu", "model/eigen")
    };

    assertThatThrownBy(
            () ->
                GradientCompletion.complete(
                    List.of(nodes),
                    ImmutableSet.of(X),
                    new TensorRef("y", 0),
                    Comparison.NONE,
                    name -> "function 'f_" + name + "'"))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "The gradient does not pass the node 'model/eigen' (op 'Svd' of function"
                + " 'f_model/eigen'): neither TensorFlow nor tf-saliency has a gradient for that"
                + " op.\n"
                + "Maybe choose an input after it with Model.from(path).input(name), or an output"
                + " before that node with Model.from(path).output(name): 'x'.");
  }

  @Test
  void aListOfTensorsIsNamedToo() {
    NodeDef list =
        NodeDef.newBuilder().setName("list").setOp("TensorListFromTensor").addInput("x").build();
    NodeDef stacked =
        node("stacked", "TensorListStack", "list").toBuilder()
            .putAttr("element_dtype", AttrValue.newBuilder().setType(DataType.DT_FLOAT).build())
            .build();

    assertThatThrownBy(() -> complete("stacked", node("x", "Placeholder"), list, stacked))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining("(op 'TensorList");
  }
}
