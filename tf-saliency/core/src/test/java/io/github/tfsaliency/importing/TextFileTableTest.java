package io.github.tfsaliency.importing;

import static io.github.tfsaliency.graph.Graphs.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.graph.Graphs;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.support.Maps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/** A table of TensorFlow 1 that is filled from a text file in the assets. */
class TextFileTableTest {
  @TempDir Path folder;

  private static NodeDef.Builder bare(String name, String op, String... inputs) {
    return NodeDef.newBuilder().setName(name).setOp(op).addAllInput(List.of(inputs));
  }

  private void write() throws IOException {
    Files.createDirectories(folder.resolve("assets"));
    Files.writeString(folder.resolve("assets/prices.txt"), "7 0.5\r\n3 2.25\n11 -4");
    GraphDef graph =
        GraphDef.newBuilder()
            .addNode(
                bare("in", "Placeholder")
                    .putAttr("dtype", Graphs.type(DataType.DT_INT64))
                    .putAttr("shape", Graphs.shape(-1, 2)))
            .addNode(
                bare("prices", "HashTable")
                    .putAttr("key_dtype", Graphs.type(DataType.DT_INT64))
                    .putAttr("value_dtype", Graphs.FLOAT))
            .addNode(bare("file", "Placeholder").putAttr("dtype", Graphs.type(DataType.DT_STRING)))
            .addNode(
                bare("filled", "InitializeTableFromTextFile", "prices", "file")
                    .putAttr("key_index", Graphs.number(0))
                    .putAttr("value_index", Graphs.number(1))
                    .putAttr("vocab_size", Graphs.number(3))
                    .putAttr("delimiter", Graphs.text(" ")))
            .addNode(bare("all_filled", "NoOp", "^filled"))
            .addNode(Graphs.floats("default", Shape.scalar(), -1))
            .addNode(
                bare("found", "LookupTableFind", "prices", "in", "default")
                    .putAttr("Tin", Graphs.type(DataType.DT_INT64))
                    .putAttr("Tout", Graphs.FLOAT))
            .addNode(node("out", "Square", "found"))
            .build();
    TensorInfo file = TensorInfo.newBuilder().setName("file:0").build();
    MetaGraphDef.Builder model =
        MetaGraphDef.newBuilder()
            .setGraphDef(graph)
            .addAssetFileDef(
                AssetFileDef.newBuilder().setFilename("prices.txt").setTensorInfo(file))
            .putCollectionDef(
                "legacy_init_op",
                CollectionDef.newBuilder()
                    .setNodeList(CollectionDef.NodeList.newBuilder().addValue("all_filled"))
                    .build())
            .putSignatureDef(
                "serving_default",
                SignatureDef.newBuilder()
                    .putInputs("ids", TensorInfo.newBuilder().setName("in:0").build())
                    .putOutputs("y", TensorInfo.newBuilder().setName("out:0").build())
                    .build());
    model.getMetaInfoDefBuilder().addTags("serve");
    Files.write(
        folder.resolve("saved_model.pb"),
        SavedModel.newBuilder().addMetaGraphs(model).build().toByteArray());
  }

  @Test
  void theLinesFillTheTable() throws IOException {
    write();

    try (Model loaded = Model.load(folder)) {
      assertThat(Maps.array(loaded.predict(NdArrays.vectorOf(3f, 5f))))
          .containsExactly(2.25f * 2.25f, 1);
      assertThat(Maps.array(loaded.predict(NdArrays.vectorOf(11f, 7f)))).containsExactly(16, 0.25f);
    }
  }

  /** TensorFlow itself would read the file, by whatever name the export says. */
  @Test
  void aTableThatIsReadFromAFileIsNotExported() throws IOException {
    write();
    try (Model loaded = Model.load(folder)) {
      Saliency saliency = Saliency.of(loaded).method(Gradient.of());

      assertThatThrownBy(() -> saliency.export(folder.resolve("exported")))
          .isInstanceOf(SaliencyException.class)
          .hasMessageStartingWith(
              "The SavedModel '%s' cannot be exported: the init op of collection 'legacy_init_op'"
                  + " runs the op 'InitializeTableFromTextFile' (node 'filled'), which ",
              folder);
    }
  }

  @Test
  void whatIsFoundGetsTheMap() throws IOException {
    write();
    FloatNdArray ids =
        NdArrays.wrap(Shape.of(1, 2), DataBuffers.of(new float[] {3, 5}, true, false));
    try (Model loaded = Model.load(folder)) {
      Attribution map =
          Saliency.of(loaded).method(Gradient.of()).target(Target.classIndex(0)).compute(ids);

      assertThat(map.toArray()).containsExactly(new float[] {4.5f, 0}, within(0f));
      assertThat(map.scores().asList()).containsExactly(2.25 * 2.25);
    }
  }
}
