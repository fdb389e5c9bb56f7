package io.github.tfsaliency.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.ModelLoader;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.NonFiniteValueException;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.support.Inputs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong with a model's folder, its card, or a choice from it, the message says it. */
class BadModelTest {
  private static final Path MODELS = Path.of("src/test/resources/models");
  private static final Path MLP = MODELS.resolve("mlp");

  /** What the models of {@code broken} would leave behind if they were run. */
  private static final Path TRACE_OF_EXECUTION = Path.of("/tmp/tf-saliency-was-here");

  @TempDir Path folder;

  private static AbstractThrowableAssert<?, ? extends Throwable> assertThatLoading(Path directory) {
    return assertThatLoading(Model.from(directory));
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertThatLoading(
      ModelLoader loader) {
    return assertThatThrownBy(() -> loader.load().close());
  }

  /** A copy of the mlp that says more, or wrong things, about itself. */
  private Path copyOfMlp(String file, String text) throws IOException {
    Path copy = folder.resolve("mlp");
    try (Stream<Path> files = Files.walk(MLP)) {
      for (Path source : files.toList()) {
        Files.copy(source, copy.resolve(MLP.relativize(source)));
      }
    }
    Files.createDirectories(copy.resolve(file).getParent());
    Files.writeString(copy.resolve(file), text);
    return copy;
  }

  @Nested
  class Folder {
    @Test
    void namesTheFolderThatDoesNotExist() {
      assertThatLoading(Path.of("no/such/model"))
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessage(
              "There is no folder '%s'.\n"
                  + "Maybe the path is relative to a different working directory than '%s'.",
              Path.of("no/such/model"), Path.of("").toAbsolutePath());
    }

    @Test
    void refusesAFolderWithoutAModel() {
      assertThatLoading(folder)
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessage(
              "The folder '%s' has no file 'saved_model.pb', so it is not a SavedModel.\n"
                  + "Maybe export the model with model.export(path) of Keras 3 or"
                  + " tf.saved_model.save.",
              folder);
    }

    @Test
    void refusesAFileInPlaceOfAFolder() {
      Path file = MLP.resolve("saved_model.pb");

      assertThatLoading(file)
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessage(
              "'%s' is a file, but a SavedModel is a folder with saved_model.pb in it.\n"
                  + "Maybe give the folder of the file.",
              file);
    }

    @Test
    void saysThatAGraphFileWasTruncated() {
      assertUnreadable(MODELS.resolve("broken/truncated_graph"));
    }

    @Test
    void saysThatAFileIsNotASavedModel() {
      assertUnreadable(MODELS.resolve("broken/not_a_model"));
    }

    private static void assertUnreadable(Path directory) {
      assertThatLoading(directory)
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessageStartingWith(
              "The file '%s' cannot be read as a SavedModel: ", directory.resolve("saved_model.pb"))
          .hasMessageEndingWith(
              "\nMaybe it was truncated while it was copied, or is another kind of file.");
    }

    @Test
    void refusesAnEmptyGraphFile() throws IOException {
      Path empty = Files.createFile(folder.resolve("saved_model.pb"));

      assertThatLoading(folder)
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessage(
              "The file '%s' contains no graph, so it is not a SavedModel.\n"
                  + "Maybe it was truncated while it was copied, or is another kind of file.",
              empty);
    }

    @Test
    void saysThatTheVariablesAreMissing() {
      Path directory = MODELS.resolve("broken/missing_variables");

      assertThatLoading(directory)
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessage(
              "The SavedModel '%s' has no file '%s', so its weights are missing.\n"
                  + "Maybe copy the whole folder, with its subfolder 'variables'.",
              directory, Path.of("variables/variables.index"));
    }

    @Test
    void saysThatTheWeightsWereTruncated() {
      Path directory = MODELS.resolve("broken/truncated_variables");

      assertThatLoading(directory)
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessageStartingWith(
              "The file '%s' cannot be used as the index of a checkpoint: '",
              directory.resolve("variables/variables.index"))
          .hasMessageContaining("' lies behind the end of 'variables.data-00000-of-00001'.")
          .hasMessageEndingWith(
              "\nMaybe it was damaged while it was copied, or comes from another export.");
    }

    @Test
    void namesTheVariableThatIsNotFinite() {
      Path directory = MODELS.resolve("broken/nan_weights");

      assertThatLoading(directory)
          .isInstanceOf(NonFiniteValueException.class)
          .hasMessage(
              "The variable 'dense_1/kernel_1' of the SavedModel '%s' contains NaN or infinity.\n"
                  + "Maybe the training diverged: export a checkpoint from before that.",
              directory);
    }

    @ParameterizedTest
    @CsvSource({
      "reads_a_file,    ReadFile,    __inference___call___45680, reads files",
      "writes_a_file,   WriteFile,   __inference___call___45750, writes files",
      "python_function, EagerPyFunc, __inference___call___45817, calls Python"
    })
    void refusesUnsafeOpsWithoutRunningThem(String model, String op, String function, String deed) {
      Path directory = MODELS.resolve("broken").resolve(model);

      assertThatLoading(directory)
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessage(
              "The SavedModel '%s' contains the op '%s' (node '%s' of function '%s'), which %s.\n"
                  + "Maybe export the model without it: it was refused before anything ran.",
              directory, op, op, function, deed);
      assertThat(TRACE_OF_EXECUTION).doesNotExist();
    }
  }

  @Nested
  class Choice {
    @Test
    void listsTheTagsThatExist() {
      assertThatLoading(Model.from(MLP).tags("train"))
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessage(
              "The SavedModel '%s' has no graph with the tags [train], only [[serve]].\n"
                  + "Maybe choose one of these with Model.from(path).tags(...).",
              MLP);
    }

    @Test
    void listsTheSignaturesThatExist() {
      assertThatLoading(Model.from(MLP).signature("serving"))
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessage(
              "The SavedModel '%s' has no signature 'serving'.\n"
                  + "Maybe one of 'serving_default', 'serve'.",
              MLP);
    }

    @Test
    void listsTheSignaturesWhenNoneIsTheDefault() {
      Path directory = MODELS.resolve("vgg_multisig");

      assertThatLoading(directory)
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessage(
              "The SavedModel '%s' has 2 signatures and none is named 'serving_default':"
                  + " 'classify', 'features'.\n"
                  + "Maybe choose one with Model.from(path).signature(name).",
              directory);
    }

    @Test
    void refusesAnOutputOfIntegers() {
      assertThatLoading(
              Model.from(MODELS.resolve("vgg_multisig")).signature("classify").output("class"))
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessage(
              "The output 'class' has the type int64, which has no gradient.\n"
                  + "Maybe name a float tensor before it with Model.from(path).output(name):"
                  + " 'vgg_1/dense_14_1/BiasAdd'.");
    }

    @Test
    void refusesAnInputOfText() {
      assertThatLoading(MODELS.resolve("vgg_jpeg_bytes"))
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessage(
              "The input 'encoded' has the type string, which has no gradient.\n"
                  + "Maybe fix it with Model.from(path).set(name, value), or name a float tensor"
                  + " after it with Model.from(path).input(name), for example"
                  + " 'map/TensorArrayV2Stack/TensorListStack'.");
    }

    @Test
    void suggestsInputs() {
      assertThatLoading(Model.from(MLP).input("imag"))
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessageStartingWith(
              "The SavedModel '%s' has no input and no tensor named 'imag'.\n"
                  + "Maybe one of 'image', ",
              MLP);
    }

    @Test
    void suggestsOutputs() {
      assertThatLoading(Model.from(MLP).output("output"))
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessageStartingWith(
              "The SavedModel '%s' has no output and no tensor named 'output'.\n"
                  + "Maybe one of 'output_0', ",
              MLP);
    }

    @Test
    void suggestsTensors() {
      assertThatLoading(Model.from(MLP).output("mlp_1/dense_1_1/BiasAd"))
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessageStartingWith(
              "The SavedModel '%s' has no output and no tensor named 'mlp_1/dense_1_1/BiasAd'.\n"
                  + "Maybe one of 'mlp_1/dense_1_1/BiasAdd', 'mlp_1/dense_3_1/BiasAdd', ",
              MLP);
    }

    @Test
    void refusesAnOutputAheadOfTheInput() {
      assertThatLoading(
              Model.from(MLP).input("mlp_1/dense_3_1/BiasAdd").output("mlp_1/dense_1_1/BiasAdd"))
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessage(
              "The output 'mlp_1/dense_1_1/BiasAdd' does not depend on the input"
                  + " 'mlp_1/dense_3_1/BiasAdd' of signature 'serving_default'.\n"
                  + "Maybe choose another output with Model.from(path).output(name).");
    }
  }

  @Nested
  class Card {
    private static final String CARD = "assets.extra/saliency.json";

    @Test
    void namesUnknownKeys() throws IOException {
      Path model = copyOfMlp(CARD, "{\"inputs\": \"image\"}");

      assertThatLoading(model)
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessage(
              "The file '%s' has unknown keys [inputs].\n"
                  + "Maybe one of [signature, input, output, encoding, labels, sample_rate] was"
                  + " meant.",
              model.resolve(CARD));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "{\"input\":",
          "[]",
          "",
          "{\"input\": [1, 2]}",
          "{\"encoding\": {\"scale\": 0}}"
        })
    void refusesBrokenJson(String json) throws IOException {
      Path model = copyOfMlp(CARD, json);

      assertThatLoading(model)
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessageStartingWith("The file '%s' cannot be used: ", model.resolve(CARD));
    }

    @Test
    void namesTheLabelsFileThatDoesNotExist() throws IOException {
      Path model = copyOfMlp(CARD, "{\"labels\": \"labels.txt\"}");

      assertThatLoading(model)
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessage(
              "The file '%s' cannot be used: there is no labels file '%s'",
              model.resolve(CARD), model.resolve("assets.extra/labels.txt"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/hosts", "../../other/labels.txt"})
    void refusesLabelsOutsideTheModel(String labels) throws IOException {
      Path model = copyOfMlp(CARD, "{\"labels\": \"" + labels + "\"}");

      assertThatLoading(model)
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessage(
              "The file '%s' cannot be used: the labels file '%s' lies outside the model",
              model.resolve(CARD), model.resolve("assets.extra").resolve(labels));
    }

    @Test
    void suggestsLabels() throws IOException {
      assertThatTarget("tabby cats", "tench\ntabby cat\ntiger cat\nshark\nray\n")
          .hasMessage(
              "The model has no label 'tabby cats'.\n"
                  + "Maybe one of 'tabby cat', 'tiger cat', 'ray', 'tench', 'shark'.");
    }

    @Test
    void listsTheClassesThatShareALabel() throws IOException {
      assertThatTarget("crane", "tench\ncrane\ncat\ncrane\nray\n")
          .hasMessage(
              "The label 'crane' names several classes: [1, 3].\nMaybe give the class index.");
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertThatTarget(
        String label, String labels) throws IOException {
      Path directory = copyOfMlp(CARD, "{\"labels\": \"labels.txt\"}");
      Files.writeString(directory.resolve("assets.extra/labels.txt"), labels);
      try (Model model = Model.load(directory)) {
        return assertThatThrownBy(
                () -> {
                  var unused =
                      Saliency.of(model)
                          .method(Gradient.of())
                          .target(Target.label(label))
                          .compute(Inputs.normal(1, 1, 12));
                })
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }
}
