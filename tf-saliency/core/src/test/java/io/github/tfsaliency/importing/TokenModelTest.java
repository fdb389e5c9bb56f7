package io.github.tfsaliency.importing;

import static io.github.tfsaliency.graph.Graphs.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.graph.Graphs;
import io.github.tfsaliency.method.DeepLift;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.SmoothGrad;
import io.github.tfsaliency.method.hiding.KernelShap;
import io.github.tfsaliency.method.hiding.Lime;
import io.github.tfsaliency.method.hiding.Occlusion;
import io.github.tfsaliency.method.hiding.Rise;
import io.github.tfsaliency.method.path.GuidedIg;
import io.github.tfsaliency.method.path.IntegratedGradients;
import io.github.tfsaliency.segment.Segments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/** Words typed as floats, as Keras 2 does it: ids -> Cast -> GatherV2 -> sum of squares. */
class TokenModelTest {
  private static final float[][] WORDS = {{0.5f, -1}, {2, 1}, {-1, 3}};
  private static final FloatNdArray IDS =
      NdArrays.wrap(Shape.of(1, 3), DataBuffers.of(new float[] {2, 1, 0}, true, false));

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    NodeDef cast =
        NodeDef.newBuilder()
            .setName("ids")
            .setOp("Cast")
            .addInput("in")
            .putAttr("SrcT", Graphs.FLOAT)
            .putAttr("DstT", Graphs.type(DataType.DT_INT32))
            .build();
    NodeDef gather =
        NodeDef.newBuilder()
            .setName("words")
            .setOp("GatherV2")
            .addInput("table")
            .addInput("ids")
            .addInput("axis")
            .putAttr("Tparams", Graphs.FLOAT)
            .putAttr("Tindices", Graphs.type(DataType.DT_INT32))
            .putAttr("Taxis", Graphs.type(DataType.DT_INT32))
            .build();
    GraphDef graph =
        GraphDef.newBuilder()
            .addNode(
                node("in", "Placeholder").toBuilder().putAttr("shape", Graphs.shape(-1, 3)).build())
            .addNode(Graphs.floats("table", Shape.of(3, 2), 0.5f, -1, 2, 1, -1, 3))
            .addNode(Graphs.integers("axis", Shape.scalar(), 0))
            .addNode(cast)
            .addNode(gather)
            .addNode(node("squares", "Square", "words"))
            .addNode(Graphs.integers("axes", Shape.of(2), 1, 2))
            .addNode(
                node("sum", "Sum", "squares", "axes").toBuilder()
                    .putAttr("Tidx", Graphs.type(DataType.DT_INT32))
                    .build())
            .addNode(Graphs.integers("last", Shape.scalar(), 1))
            .addNode(
                node("out", "ExpandDims", "sum", "last").toBuilder()
                    .putAttr("Tdim", Graphs.type(DataType.DT_INT32))
                    .build())
            .build();
    MetaGraphDef.Builder model =
        MetaGraphDef.newBuilder()
            .setGraphDef(graph)
            .putSignatureDef(
                "serving_default",
                SignatureDef.newBuilder()
                    .putInputs("x", TensorInfo.newBuilder().setName("in:0").build())
                    .putOutputs("y", TensorInfo.newBuilder().setName("out:0").build())
                    .build());
    model.getMetaInfoDefBuilder().addTags("serve");
    Files.write(
        folder.resolve("saved_model.pb"),
        SavedModel.newBuilder().addMetaGraphs(model).build().toByteArray());
  }

  private static Attribution map(Model model, AttributionMethod method) {
    return Saliency.of(model).method(method).target(Target.classIndex(0)).compute(IDS);
  }

  @Test
  void theMapIsOfTheWords() {
    try (Model model = Model.load(folder)) {
      assertThat(model.attributedTensors()).containsEntry("x", "words");
      assertThat(map(model, Gradient.of()).toArray()).containsExactly(-2, 6, 4, 2, 1, -2);
    }
  }

  /** Of a square the integral from a to b is b^2 - a^2, whatever the path. */
  private static float[] differences(float[] from) {
    float[] differences = new float[6];
    int[] ids = {2, 1, 0};
    for (int i = 0; i < 6; i++) {
      float word = WORDS[ids[i / 2]][i % 2];
      differences[i] = word * word - from[i % 2] * from[i % 2];
    }
    return differences;
  }

  @Test
  void pathsBeginAtZero() {
    try (Model model = Model.load(folder)) {
      assertThat(map(model, IntegratedGradients.of()).toArray())
          .containsExactly(differences(new float[] {0, 0}), within(1e-4f));
    }
  }

  @Test
  void pathsBeginAtTheWordOfAnId() {
    IntegratedGradients method = IntegratedGradients.of().withBaselines(Baseline.ofId(1));
    try (Model model = Model.load(folder)) {
      Attribution map = map(model, method);

      assertThat(map.toArray()).containsExactly(differences(WORDS[1]), within(1e-4f));
      assertThat(map.gaps().orElseThrow().get(0)).isCloseTo(0, within(1e-4));
      assertThat(map.method()).contains("baseline=id:1");
    }
  }

  @Test
  void noiseIsAddedToTheWords() {
    try (Model model = Model.load(folder)) {
      Attribution map = map(model, SmoothGrad.of(Gradient.of()));

      float[] plain = map(model, Gradient.of()).toArray();
      assertThat(map.toArray()).isNotEqualTo(plain);
      for (int i = 0; i < plain.length; i++) {
        assertThat(map.toArray()[i]).isCloseTo(plain[i], within(1f));
      }
    }
  }

  @Test
  void otherPathsRunToo() {
    try (Model model = Model.load(folder)) {
      Attribution map = map(model, GuidedIg.of().withBaseline(Baseline.ofId(0)));

      double sum = 0;
      for (float value : map.toArray()) {
        sum += value;
      }
      assertThat(sum - map.gaps().orElseThrow().get(0)).isCloseTo(16.25 - 3.75, within(1e-3));
    }
  }

  @Test
  void aMethodThatLooksNoIdUpSaysSo() {
    assertThatThrownBy(() -> Baseline.ofId(3).toArray(Shape.of(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The baseline 'id:3' is the embedding of an id. Methods look it up in the model, but"
                + " metrics and traces of layers cannot.\n"
                + "Maybe give numbers.");
  }

  @Test
  void deepLiftComparesTheWordsWithZero() {
    try (Model model = Model.load(folder)) {
      Attribution map = map(model, DeepLift.of(0));

      assertThat(map.toArray()).containsExactly(differences(new float[] {0, 0}), within(1e-4f));
      assertThat(map.gaps().orElseThrow().get(0)).isCloseTo(0, within(1e-4));
    }
  }

  @Test
  void deepLiftComparesTheWordsWithThatOfAnId() {
    try (Model model = Model.load(folder)) {
      Attribution map = map(model, DeepLift.of(0).withBaselines(Baseline.ofId(2)));

      assertThat(map.toArray()).containsExactly(differences(WORDS[2]), within(1e-4f));
    }
  }

  static List<AttributionMethod> hidingWholeWords() {
    Baseline word = Baseline.ofId(1);
    Segments words = Segments.of(new int[][] {{0, 1, 2}});
    return List.of(
        Occlusion.of(1, 1).withBaseline(word),
        KernelShap.of().withBaseline(word).withSegmentation(words),
        Lime.of().withBaseline(word).withSegmentation(words).withSamples(3000).withWidth(100),
        Rise.of().withBaseline(word).withSamples(200));
  }

  /** The score is a sum over words, so a hidden word takes its own difference away. */
  @ParameterizedTest
  @MethodSource("hidingWholeWords")
  void aHiddenWordBecomesThatOfAnId(AttributionMethod method) {
    try (Model model = Model.load(folder)) {
      float[] map = map(model, method).toArray();
      float[] perWord = new float[3];
      for (int i = 0; i < 3; i++) {
        perWord[i] = map[i * map.length / 3];
      }
      // RISE gives means of scores, whose differences are those of the words times a share.
      float[] differences = differences(WORDS[1]);
      if (method instanceof Rise) {
        assertThat(perWord[0]).isGreaterThan(perWord[1]);
        assertThat(perWord[1]).isGreaterThan(perWord[2]);
      } else {
        assertThat(perWord)
            .containsExactly(
                new float[] {
                  differences[0] + differences[1],
                  differences[2] + differences[3],
                  differences[4] + differences[5]
                },
                within(method instanceof Lime ? 0.05f : 1e-3f));
      }
    }
  }

  @Test
  void aModelWithoutIdsHasNoEmbeddingOfOne() {
    try (Model model = Model.load(Path.of("src/test/resources/models/mlp"))) {
      FloatNdArray input = NdArrays.ofFloats(model.inputShape().tail());
      Saliency saliency =
          Saliency.of(model).method(IntegratedGradients.of().withBaselines(Baseline.ofId(0)));

      assertThatThrownBy(() -> saliency.compute(input))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "The baseline 'id:0' is the embedding of an id, but the inputs ["
                  + model.inputNames().get(0)
                  + "] take numbers, not ids.\n"
                  + "Maybe give numbers, or load the model without naming the tensor behind its"
                  + " ids.");
    }
  }

  @Test
  void anEmbeddedBaselineIsNotExported() {
    for (AttributionMethod method :
        List.of(
            DeepLift.of(0).withBaselines(Baseline.ofId(0)),
            IntegratedGradients.of().withBaselines(Baseline.ofId(0)))) {
      try (Model model = Model.load(folder)) {
        Saliency saliency = Saliency.of(model).method(method);

        assertThatThrownBy(() -> saliency.export(folder.resolve("exported")))
            .hasMessageContaining(
                "cannot be exported: it looks up the embedding of its baseline's id in Java.");
      }
    }
  }

  @Test
  void aBaselineOfWordsIsNotExported() {
    try (Model model = Model.load(folder)) {
      Saliency saliency = Saliency.of(model).method(DeepLift.of(0));

      assertThatThrownBy(() -> saliency.export(folder.resolve("exported")))
          .isInstanceOf(SaliencyException.class)
          .hasMessage(
              "The map of the input [x] belongs to a tensor inside the model, and only Java can"
                  + " feed a baseline there.\n"
                  + "Maybe name the float tensor after it with Model.from(path).input(name).");
    }
  }

  @Test
  void theMapOfWordsIsSummedOverTheEmbedding() {
    try (Model model = Model.load(folder);
        Model named = Model.from(folder).input("words").load()) {
      Saliency saliency =
          Saliency.of(model).method(Gradient.of()).target(Target.classIndex(0)).sumEmbedding();
      Attribution map = saliency.compute(IDS);
      Attribution ofNamed =
          Saliency.of(named)
              .method(Gradient.of())
              .target(Target.classIndex(0))
              .sumEmbedding()
              .compute(
                  NdArrays.wrap(
                      Shape.of(1, 3, 2),
                      DataBuffers.of(new float[] {-1, 3, 2, 1, 0.5f, -1}, true, false)));

      assertThat(map.shape()).isEqualTo(Shape.of(1, 3));
      assertThat(map.toArray()).containsExactly(4, 6, -1);
      assertThat(ofNamed.toArray()).containsExactly(4, 6, -1);
      assertThat(saliency.compute(IDS.get(0)).shape()).isEqualTo(Shape.of(3));
      assertThatThrownBy(() -> saliency.export(folder.resolve("exported")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "An exported explanation gives whole maps, not their sums over the embedding.\n"
                  + "Maybe export without sumEmbedding(), and sum over the last dimension.");
    }
  }

  @Test
  void withoutIdsThereIsNoEmbeddingToSumOver() {
    try (Model model = Model.load(Path.of("src/test/resources/models/mlp"))) {
      FloatNdArray input = NdArrays.ofFloats(model.inputShape().tail());
      Saliency saliency = Saliency.of(model).method(Gradient.of()).sumEmbedding();

      assertThatThrownBy(() -> saliency.compute(input))
          .isInstanceOf(SaliencyException.class)
          .hasMessage(
              "None of the maps, of "
                  + model.inputNames()
                  + ", belongs to embedded ids, so there is no embedding to sum over.\n"
                  + "Maybe leave the sum out, or name the tensor behind the ids as the input.");
    }
  }
}
