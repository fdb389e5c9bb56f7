package io.github.tfsaliency.canonical;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Ints;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.graph.Graphs;
import io.github.tfsaliency.method.DeepLift;
import io.github.tfsaliency.method.RectifiedGradient;
import io.github.tfsaliency.support.EditedModel;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.References;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** Max pooling whose sizes are tensors, as TensorFlow's Java API writes it, is max pooling. */
class FixedPoolsTest {
  private static final Path PLAIN = References.model("vgg_tf1");
  private static final FloatNdArray INPUT = Inputs.uniform(3, 1, 32, 32, 3);

  @TempDir private static Path folder;
  private static Path rewritten;

  static List<AttributionMethod> methods() {
    return List.of(
        DeepLift.of(0).withRescaledMaxPool(),
        RectifiedGradient.percentile(80).withVariant(RectifiedGradient.Variant.PROPORTIONAL));
  }

  @BeforeAll
  static void writeSizesAsTensors() throws IOException {
    rewritten = folder.resolve("model");
    EditedModel.copy(
        PLAIN,
        rewritten,
        graph -> {
          GraphDef.Builder nodes = graph.getGraphDefBuilder();
          for (NodeDef node : List.copyOf(nodes.getNodeList())) {
            if (node.getOp().equals("MaxPool")) {
              nodes.addNode(sizes(node, "ksize")).addNode(sizes(node, "strides"));
              int place = nodes.getNodeList().indexOf(node);
              nodes.setNode(
                  place,
                  node.toBuilder()
                      .setOp("MaxPoolV2")
                      .addInput(node.getName() + "/ksize")
                      .addInput(node.getName() + "/strides")
                      .removeAttr("ksize")
                      .removeAttr("strides")
                      .removeAttr("explicit_paddings"));
            }
          }
        });
  }

  private static NodeDef sizes(NodeDef node, String which) {
    return Graphs.integers(
        node.getName() + "/" + which,
        Shape.of(4),
        Ints.toArray(node.getAttrOrThrow(which).getList().getIList()));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void mapIsThatOfSizesAsAttributes(AttributionMethod method) {
    try (Model plain = Model.load(PLAIN);
        Model tensors = Model.load(rewritten)) {
      assertThat(Saliency.of(tensors).method(method).compute(INPUT))
          .isEqualTo(Saliency.of(plain).method(method).compute(INPUT));
    }
  }
}
