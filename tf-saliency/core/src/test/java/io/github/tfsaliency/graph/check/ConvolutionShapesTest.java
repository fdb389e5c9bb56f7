package io.github.tfsaliency.graph.check;

import static io.github.tfsaliency.graph.Graphs.list;
import static io.github.tfsaliency.graph.Graphs.node;
import static io.github.tfsaliency.graph.Graphs.text;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.Graphs;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/** Convolutions whose tensors do not belong together: the kernels would end the process. */
class ConvolutionShapesTest {
  private static NodeDef placeholder(String name, long... shape) {
    return node(name, "Placeholder").toBuilder()
        .putAttr("shape", Graphs.shape(Shape.of(shape)))
        .build();
  }

  private static NodeDef convolution(String op, String... inputs) {
    return node("out", op, inputs).toBuilder()
        .putAttr("strides", list(1, 3, 3, 1))
        .putAttr("padding", text("VALID"))
        .build();
  }

  private static void infer(NodeDef... nodes) {
    StaticShapes.of(List.of(nodes), Path.of("model")).close();
  }

  private static void convolve(long... picture) {
    infer(
        placeholder("in", picture),
        placeholder("filter", 2, 3, 2, 4),
        convolution("Conv2D", "in", "filter"));
  }

  private static void transpose(long... result) {
    infer(
        Graphs.integers("sizes", Shape.of(4), 2, 3, 3, 2),
        placeholder("filter", 2, 3, 2, 4),
        placeholder("in", result),
        convolution("Conv2DBackpropInput", "sizes", "filter", "in"));
  }

  @Test
  void aPictureThatIsLargeEnoughIsConvolved() {
    assertThatCode(() -> convolve(2, 3, 3, 2)).doesNotThrowAnyException();
  }

  @Test
  void aPictureSmallerThanTheFilterIsRefused() {
    assertThatThrownBy(() -> convolve(2, 3, 2, 2))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining("Negative dimension size caused by subtracting 3 from 2");
  }

  @Test
  void aTransposedConvolutionOfItsOwnResultIsAccepted() {
    assertThatCode(() -> transpose(2, 1, 1, 4)).doesNotThrowAnyException();
  }

  @Test
  void aTransposedConvolutionOfAnotherResultIsRefused() {
    assertThatThrownBy(() -> transpose(2, 2, 2, 4))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining("which do not belong together");
  }

  @Test
  void aSizeThatOnlyValuesSayIsRefused() {
    NodeDef reshape =
        node("hidden", "Reshape", "in", "sizes").toBuilder()
            .putAttr("Tshape", Graphs.type(DataType.DT_INT32))
            .build();
    NodeDef sizes =
        placeholder("sizes", 4).toBuilder()
            .putAttr("dtype", Graphs.type(DataType.DT_INT32))
            .build();

    assertThatThrownBy(
            () ->
                infer(
                    placeholder("in", 2, 3, 3, 2),
                    sizes,
                    reshape,
                    placeholder("filter", 2, 3, 2, 4),
                    convolution("Conv2D", "hidden", "filter")))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining("convolves tensors whose sizes are known only when the model runs");
  }

  @Test
  void aSizeThatTheInputLeavesOpenIsLookedAtWhenTheModelRuns() {
    assertThatCode(() -> convolve(-1, -1, -1, 2)).doesNotThrowAnyException();
  }

  private static void pool(long... volume) {
    infer(
        placeholder("in", volume),
        node("out", "MaxPool3D", "in").toBuilder()
            .putAttr("ksize", list(1, 2, 2, 2, 1))
            .putAttr("strides", list(1, 1, 1, 1, 1))
            .putAttr("padding", text("SAME"))
            .build());
  }

  @Test
  void aVolumeOfOpenSizesIsPooled() {
    assertThatCode(() -> pool(-1, -1, 2, 2, 1)).doesNotThrowAnyException();
  }

  @Test
  void anEmptyVolumeIsNotPooled() {
    assertThatThrownBy(() -> pool(2, 0, 3, 5, 1))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "Node 'out' (op 'MaxPool3D') pools a volume of shape [2, 0, 3, 5, 1], which is empty.\n"
                + "Maybe the SavedModel was damaged.");
  }
}
