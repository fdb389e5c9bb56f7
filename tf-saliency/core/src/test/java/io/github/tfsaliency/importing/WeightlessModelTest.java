package io.github.tfsaliency.importing;

import static io.github.tfsaliency.graph.Graphs.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.graph.Graphs;
import io.github.tfsaliency.method.Gradient;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/** A model of which TensorFlow restores nothing: an empty graph would end the process. */
class WeightlessModelTest {
  private static final NodeDef IN =
      node("in", "Placeholder").toBuilder().putAttr("shape", Graphs.shape(-1, 3)).build();

  @TempDir Path folder;

  @Test
  void aModelWithoutWeightsIsExplained() throws IOException {
    MetaGraphDef.Builder graph =
        MetaGraphDef.newBuilder()
            .setGraphDef(GraphDef.newBuilder().addNode(IN).addNode(node("out", "Square", "in")))
            .putSignatureDef(
                "serving_default",
                SignatureDef.newBuilder()
                    .putInputs("x", TensorInfo.newBuilder().setName("in:0").build())
                    .putOutputs("y", TensorInfo.newBuilder().setName("out:0").build())
                    .build());
    graph.getMetaInfoDefBuilder().addTags("serve");
    try (OutputStream out = Files.newOutputStream(folder.resolve("saved_model.pb"))) {
      SavedModel.newBuilder().addMetaGraphs(graph).build().writeTo(out);
    }
    FloatNdArray input = NdArrays.vectorOf(1f, 5f, 2f);

    try (Model model = Model.from(folder).load()) {
      Attribution map =
          Saliency.of(model).method(Gradient.of()).target(Target.classIndex(1)).compute(input);

      assertThat(map.toArray()).containsExactly(0, 10, 0);
    }
  }
}
