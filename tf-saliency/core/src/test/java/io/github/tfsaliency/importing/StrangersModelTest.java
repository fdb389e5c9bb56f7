package io.github.tfsaliency.importing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.ModelLoader;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.fuzz.CheckpointMutator;
import io.github.tfsaliency.gradient.ActivationMap;
import io.github.tfsaliency.inspect.ModelLayer;
import io.github.tfsaliency.method.GradCam;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.path.IntegratedGradients;
import io.github.tfsaliency.support.Cases;
import io.github.tfsaliency.support.EditedModel;
import io.github.tfsaliency.support.Maps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.MetaGraphDef;

/** Models as strangers save them load, and give TensorFlow's gradients. */
class StrangersModelTest {
  private static Map<String, Attribution> gradient(Model model, Map<String, FloatNdArray> inputs) {
    return Saliency.of(model).method(Gradient.of()).compute(inputs);
  }

  private static void assertIs(Attribution map, FloatNdArray expected) {
    assertThat(Maps.of(map.values(), expected).largestError()).isLessThan(1e-5);
  }

  @Test
  void anAugmentationLayerThatServingSkipsDoesNotMatter() {
    String name = "keras2_augmentation_layer";
    try (Model model = Cases.of(name).model().load()) {
      Attribution map = Saliency.of(model).method(Gradient.of()).compute(Cases.of(name).array("x"));

      assertIs(map, Cases.of(name).array("expected_gradient"));
      assertThat(model.droppedOperations()).containsKey("RngReadAndSkip");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"table_mutable", "table_static"})
  void tablesAreFilledAsTensorFlowDoes(String name) {
    Map<String, FloatNdArray> inputs =
        Map.of("day", Cases.of(name).array("day"), "x", Cases.of(name).array("x"));
    try (Model model = Cases.of(name).model().load()) {
      Map<String, Attribution> maps = gradient(model, inputs);

      assertThat(Maps.array(model.predict(inputs)))
          .containsExactly(new float[] {1.4020627f, -0.9214375f}, within(1e-6f));
      assertIs(requireNonNull(maps.get("x")), Cases.of(name).array("expected_gradient_x"));
      assertThat(maps).containsKey("day");
    }
  }

  /** A model with a table, and what the rest of it is fed. */
  private record Looked(ModelLoader loader, Map<String, FloatNdArray> inputs) {
    static Looked of(String name) {
      Cases files = Cases.of(name);
      return name.equals("table_dense")
          ? new Looked(files.model(), Map.of("day", files.array("day"), "x", files.array("x")))
          : new Looked(files.model().set("city", "b"), Map.of("x", files.array("x")));
    }

    ModelLoader of(Path exported) {
      ModelLoader exports = Model.from(exported);
      return inputs.containsKey("day") ? exports : exports.set("city", "b");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"table_dense", "table_string_keys", "table_string_keys_mutable"})
  void tablesOfOtherKindsAreFilledToo(String name, @TempDir Path folder) {
    Looked looked = Looked.of(name);
    Path exported = folder.resolve("exported");
    try (Model model = looked.loader().load()) {
      assertThat(
              Maps.of(model.predict(looked.inputs()), Cases.of(name).array("expected_scores"))
                  .largestError())
          .isLessThan(1e-6);
      assertIs(
          requireNonNull(gradient(model, looked.inputs()).get("x")),
          Cases.of(name).array("expected_gradient_x"));
      Saliency.of(model).method(Gradient.of()).export(exported);
    }
    try (Model model = looked.of(exported).load()) {
      Map<String, Attribution> maps =
          model.explanation().orElseThrow().compute(looked.inputs(), Target.top());

      assertIs(
          requireNonNull(maps.getOrDefault("attribution_x", maps.get("attribution"))),
          Cases.of(name).array("expected_gradient_x"));
    }
  }

  @Test
  void aFlagIsFixedBeforeBranchesAreChosen() {
    FloatNdArray picture = NdArrays.ofFloats(Shape.of(24, 24, 3));
    try (Model model =
            Model.from(Cases.of("training_flag_input").file("")).set("training", false).load();
        Model named =
            Model.from(Cases.of("training_flag_input").file("")).set("training", "false").load()) {
      assertThat(model.inputNames()).containsExactly("x");
      assertThat(Maps.array(model.predict(picture)))
          .containsExactly(Maps.array(named.predict(picture)));
    }
  }

  @Test
  void aCategoryBesideNumbersIsFixed() {
    String name = "string_and_number_inputs";
    try (Model model = Cases.of(name).model().set("city", "b").load()) {
      Map<String, Attribution> maps = gradient(model, Map.of("num", Cases.of(name).array("num")));

      assertThat(maps).containsOnlyKeys("num");
      assertIs(requireNonNull(maps.get("num")), Cases.of(name).array("expected_gradient_num"));
    }
  }

  @Test
  void aFlagThatWouldDrawIsNamed() {
    assertThatThrownBy(() -> Model.load(Cases.of("training_flag_input").file("")))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "Node 'cond/dropout/random_uniform/RandomUniform' (op 'RandomUniform') is between input"
                + " and output, where only operations without side effects and randomness are"
                + " allowed.\n"
                + "Maybe fix 'training' with Model.from(path).set(name, value), or export the model"
                + " for inference, without it.");
  }

  @Test
  void aTextBesideNumbersMayBeFixed() {
    assertThatThrownBy(() -> Cases.of("string_and_number_inputs").model().load())
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "The input 'city' has the type string, which has no gradient.\n"
                + "Maybe fix it with Model.from(path).set(name, value), or name a float tensor"
                + " after it with Model.from(path).input(name), for example"
                + " 'functional_1/embedding_1/GatherV2'.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "saved_model.pb",
        "variables/variables.index",
        "variables/variables.data-00000-of-00001"
      })
  void aPointerOfGitLfsIsNoFile(String file, @TempDir Path folder) throws IOException {
    EditedModel.copy(Path.of("src/test/resources/models/mlp"), folder, unchanged -> {});
    Files.writeString(
        folder.resolve(file),
        "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a21\nsize 12345\n");

    assertThatThrownBy(() -> Model.load(folder))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "The file '%s' is a pointer of Git LFS, not the file itself.\n"
                + "Maybe get the files of the repository with 'git lfs pull'.",
            folder.resolve(file));
  }

  @Test
  void aMissingFileOfWeightsIsMissing(@TempDir Path folder) throws IOException {
    EditedModel.copy(Path.of("src/test/resources/models/mlp"), folder, unchanged -> {});
    Files.delete(folder.resolve("variables/variables.data-00000-of-00001"));

    assertThatThrownBy(() -> Model.load(folder))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "The SavedModel '%s' has no file 'variables/variables.data-00000-of-00001', so weights"
                + " are missing: they lie in this one.\n"
                + "Maybe copy the whole folder, with its subfolder 'variables'.",
            folder);
  }

  @Test
  void aModelWithoutSignaturesIsToBeSavedAgain(@TempDir Path folder) throws IOException {
    EditedModel.copy(
        Path.of("src/test/resources/models/mlp"), folder, MetaGraphDef.Builder::clearSignatureDef);

    assertThatThrownBy(() -> Model.load(folder))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "The SavedModel '%s' has no signature, so its inputs and outputs are unknown.\n"
                + "Maybe save it again with signatures: tf.saved_model.save(model, path,"
                + " signatures=...), model.export(path) of Keras 3, or a signature_def_map in"
                + " TensorFlow 1.",
            folder);
  }

  @Test
  void aQuantizationAwareModelLoads() {
    try (Model model = Cases.of("fake_quant").model().load()) {
      assertThat(model.layers()).extracting(ModelLayer::op).contains("FakeQuantWithMinMaxVars");
    }
  }

  @Test
  void quantizationKeepsTheGridOfALayer() {
    FloatNdArray picture = NdArrays.ofFloats(Shape.of(24, 24, 3));
    ActivationMap ownSize = ActivationMap.ofLastLayer().withoutResize();
    try (Model model = Cases.of("fake_quant").model().load()) {
      assertThat(
              Saliency.of(model)
                  .method(GradCam.of().withMap(ownSize))
                  .compute(picture)
                  .values()
                  .shape())
          .isEqualTo(Shape.of(5, 5, 1));
    }
  }

  @ParameterizedTest
  @CsvSource({"same, 1", "twice, 2"})
  void anOutputThatIsAnInputHasTheGradientOne(String output, float slope) {
    String name = "identity_output";
    Map<String, FloatNdArray> inputs =
        Map.of("a", Cases.of(name).array("a"), "b", Cases.of(name).array("b"));
    try (Model model = Cases.of(name).model().output(output).load()) {
      Map<String, Attribution> maps =
          Saliency.of(model).method(Gradient.of()).target(Target.classIndex(0)).compute(inputs);

      float[] expected = new float[Maps.array(requireNonNull(inputs.get("a"))).length];
      for (int i = 0;
          i < expected.length;
          i += expected.length / samples(requireNonNull(inputs.get("a")))) {
        expected[i] = slope;
      }
      assertThat(maps).containsOnlyKeys("a");
      assertThat(Maps.array(requireNonNull(maps.get("a")).values())).containsExactly(expected);
      assertThat(model.unusedInputs()).containsExactly("b");
    }
  }

  private static int samples(FloatNdArray batch) {
    return Math.toIntExact(batch.shape().get(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"w2", "w5"})
  void aModelWithoutABatchAxisTakesOneSample(String file) {
    String name = "no_batch_axis";
    FloatNdArray signal = Cases.of(name).array(file);
    float sum = 0;
    float squares = 0;
    for (float value : Maps.array(signal)) {
      sum += value;
      squares += value * value;
    }
    try (Model model = Cases.of(name).model().load()) {
      Attribution map =
          Saliency.of(model).method(Gradient.of()).target(Target.classIndex(0)).compute(signal);
      Attribution integrated =
          Saliency.of(model)
              .method(IntegratedGradients.of())
              .target(Target.classIndex(1))
              .compute(signal);

      assertThat(Maps.array(model.predict(signal)))
          .containsExactly(new float[] {sum, squares}, within(1e-5f));
      assertThat(map.shape()).isEqualTo(signal.shape());
      assertThat(map.toArray()).containsOnly(1f);
      assertThat(integrated.gaps().orElseThrow().get(0)).isCloseTo(0, within(1e-5));
    }
  }

  @Test
  void aSpectrumInsideIsExplainedAndExported(@TempDir Path folder) {
    String name = "stft_inside";
    FloatNdArray signal = Cases.of(name).array("x");
    Path exported = folder.resolve("exported");
    try (Model model = Cases.of(name).model().load()) {
      Saliency saliency = Saliency.of(model).method(Gradient.of());
      assertIs(saliency.compute(signal), Cases.of(name).array("expected_gradient"));
      saliency.export(exported);
    }
    try (Model model = Model.load(exported)) {
      assertIs(
          model.explanation().orElseThrow().compute(signal, Target.top()),
          Cases.of(name).array("expected_gradient"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"table_mutable", "table_static"})
  void anExportedExplanationLooksThingsUpInTheModelsTables(String name, @TempDir Path folder) {
    Map<String, FloatNdArray> inputs =
        Map.of("day", Cases.of(name).array("day"), "x", Cases.of(name).array("x"));
    Path exported = folder.resolve("exported");
    try (Model model = Cases.of(name).model().load()) {
      Saliency.of(model).method(Gradient.of()).export(exported);
    }
    try (Model model = Model.load(exported)) {
      Map<String, Attribution> maps =
          model.explanation().orElseThrow().compute(inputs, Target.top());

      assertIs(
          requireNonNull(maps.get("attribution_x")), Cases.of(name).array("expected_gradient_x"));
    }
  }

  @Test
  void integratedGradientsRunAtTheWordsBehindTheIds() {
    String name = "ig_masked_embedding";
    try (Model named = Cases.of(name).model().input("functional_1/embedding_1/GatherV2").load();
        Model model = Cases.of(name).model().load()) {
      for (Model either : List.of(named, model)) {
        Attribution map =
            Saliency.of(either)
                .method(IntegratedGradients.of().withSteps(200))
                .compute(Cases.of(name).array("x"));

        assertThat(Maps.of(map.values(), Cases.of(name).array("expected")).largestError())
            .isLessThan(1e-3);
      }
    }
  }

  @Test
  void weightsBehindACompressedIndexAreRestored(@TempDir Path folder) throws IOException {
    Path original = Path.of("src/test/resources/models/mlp");
    EditedModel.copy(original, folder, unchanged -> {});
    Path index = folder.resolve("variables/variables.index");
    Files.write(
        index,
        CheckpointMutator.compressedTable(CheckpointMutator.entries(Files.readAllBytes(index))));
    try (Model compressed = Model.load(folder);
        Model plain = Model.load(original)) {
      FloatNdArray input = NdArrays.ofFloats(plain.inputShape().tail());

      assertThat(Maps.array(compressed.predict(input)))
          .containsExactly(Maps.array(plain.predict(input)));
    }
  }
}
