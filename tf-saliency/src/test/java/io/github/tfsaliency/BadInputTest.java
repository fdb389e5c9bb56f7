package io.github.tfsaliency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfsaliency.attribution.NoMatchingNodeException;
import io.github.tfsaliency.attribution.NonFiniteValueException;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.method.DeconvNet;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.GuidedBackprop;
import io.github.tfsaliency.method.InputXGradient;
import io.github.tfsaliency.method.RectifiedGradient;
import io.github.tfsaliency.spec.MethodSpecs;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

/** Whatever is wrong with a model, an input or a call, the message says it and what to do. */
class BadInputTest {
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

  private static FloatNdArray samples(long count) {
    return Inputs.normal(1, count, 12);
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
              "There is no folder '%s'.\nMaybe the path is relative to another working directory"
                  + " than '%s'.",
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
          .hasMessageStartingWith("There is no folder '%s'.", file);
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
              "The SavedModel '%s' has 2 signatures and none is called 'serving_default':"
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
                  + "Maybe name a float tensor ahead of it with Model.from(path).output(name):"
                  + " 'vgg_1/dense_14_1/BiasAdd'.");
    }

    @Test
    void refusesAnInputOfText() {
      assertThatLoading(MODELS.resolve("vgg_jpeg_bytes"))
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessage(
              "The input 'encoded' has the type string, which has no gradient.\n"
                  + "Maybe fix it with Model.from(path).set(name, value), or name a float tensor"
                  + " behind it with Model.from(path).input(name), for"
                  + " example 'map/TensorArrayV2Stack/TensorListStack'.");
    }

    @Test
    void suggestsInputs() {
      assertThatLoading(Model.from(MLP).input("imag"))
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessageStartingWith(
              "The SavedModel '%s' has no input and no tensor called 'imag'.\n"
                  + "Maybe one of 'image', ",
              MLP);
    }

    @Test
    void suggestsOutputs() {
      assertThatLoading(Model.from(MLP).output("output"))
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessageStartingWith(
              "The SavedModel '%s' has no output and no tensor called 'output'.\n"
                  + "Maybe one of 'output_0', ",
              MLP);
    }

    @Test
    void suggestsTensors() {
      assertThatLoading(Model.from(MLP).output("mlp_1/dense_1_1/BiasAd"))
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessageStartingWith(
              "The SavedModel '%s' has no output and no tensor called 'mlp_1/dense_1_1/BiasAd'.\n"
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
  @TestInstance(Lifecycle.PER_CLASS)
  class Call {
    private Model mlp;
    private Saliency gradient;

    @BeforeAll
    void load() {
      mlp = Model.load(MLP);
      gradient = Saliency.of(mlp).method(Gradient.of());
    }

    @AfterAll
    void close() {
      mlp.close();
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertThatExplaining(
        Saliency saliency, FloatNdArray input) {
      return assertThatThrownBy(
          () -> {
            var unused = saliency.compute(input);
          });
    }

    @ParameterizedTest
    @ValueSource(strings = {"2,3,12", "2,13", "13", "0,12", ""})
    void namesBothShapesWhenTheyDoNotFit(String sizes) {
      long[] shape =
          Stream.of(sizes.split(","))
              .filter(size -> !size.isEmpty())
              .mapToLong(Long::parseLong)
              .toArray();

      assertThatExplaining(gradient, NdArrays.ofFloats(Shape.of(shape)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "The input of shape [%s] does not fit the input 'image' of signature"
                  + " 'serving_default', which takes [?, 12].\n"
                  + "Maybe resize it, or add or remove the batch dimension.",
              sizes.replace(",", ", "));
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void saysWhereTheInputIsNotFinite(float value) {
      FloatNdArray input = samples(3);
      input.setFloat(value, 1, 4);

      assertThatExplaining(gradient, input)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "The input 'image' is %s at index [1, 4].\n"
                  + "Maybe a division by zero or a missing value in the preprocessing.",
              value);
    }

    @Test
    void countsNoBatchDimensionInTheIndexOfASingleSample() {
      FloatNdArray input = Inputs.normal(1, 12);
      input.setFloat(Float.NaN, 11);

      assertThatExplaining(gradient, input)
          .hasMessageStartingWith("The input 'image' is NaN at index [11].");
    }

    @Test
    void saysThatTheResultOverflowed() {
      FloatNdArray huge = NdArrays.ofFloats(Shape.of(1, 12));
      huge.scalars().forEach(value -> value.setFloat(3e38f));

      assertThatExplaining(gradient, huge)
          .isInstanceOf(NonFiniteValueException.class)
          .hasMessage(
              "The score of sample 0 is NaN, although the weights and the input are finite: the node"
                  + " 'mlp_1/dense_1_1/MatMul' (op 'MatMul') gives -Infinity and reads values from"
                  + " 3.000e+38 to 3.000e+38.\n"
                  + "Maybe the input is outside the range for which its op is defined, or the result"
                  + " is larger than numbers of its type, or choose an output ahead of that node.");
    }

    @Test
    void refusesANegativeClassIndex() {
      assertThatThrownBy(() -> Target.classIndices(1, -1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("The class index (-1) must not be negative.");
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 1L << 40, Long.MAX_VALUE})
    void saysHowManyClassesThereAre(long index) {
      assertThatExplaining(gradient.target(Target.classIndex(index)), samples(2))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "The class index %s is out of range: the output 'output_0' of the model '%s' has 5"
                  + " values a sample, from 0.",
              index, MLP);
    }

    @Test
    void findsTheOneClassIndexThatDoesNotExistInALaterChunk() {
      long[] indices = new long[40];
      indices[37] = 7;

      assertThatExplaining(gradient.target(Target.classIndices(indices)), samples(40))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("The class index 7 is out of range: ");
    }

    @Test
    void saysThatThereAreNoLabels() {
      assertThatExplaining(gradient.target(Target.label("cat")), samples(1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "The target is the label 'cat', but the model has no labels.\n"
                  + "Maybe give a class index, or name a labels file in"
                  + " assets.extra/saliency.json.");
    }

    @Test
    void countsTargetsAndSamples() {
      assertThatExplaining(gradient.target(Target.classIndices(1, 2)), samples(3))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "There are 2 targets for 3 samples.\n"
                  + "Maybe give one target for all, or one a sample.");
    }

    @Test
    void refusesNoTargets() {
      assertThatThrownBy(() -> Target.perSample(List.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("A target for each sample needs at least one target.");
    }

    @Test
    void refusesTargetsForEachSampleOfASample() {
      assertThatThrownBy(() -> Target.perSample(List.of(Target.classIndices(1))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("A target for one sample cannot itself be per sample.");
    }

    @Test
    void asksForAMethod() {
      assertThatExplaining(Saliency.of(mlp), samples(1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "No method was chosen.\n"
                  + "Maybe Saliency.of(model).method(new Gradient()).compute(input).");
    }

    @Test
    void saysThatThereIsNoConvolutionForThePaddingTrick() {
      assertThatExplaining(
              gradient.method(RectifiedGradient.percentile(98).withPaddingTrick()), samples(1))
          .isInstanceOf(NoMatchingNodeException.class)
          .hasMessage(
              "The rule 'padding-trick' overrides the gradient of [Conv2D] with {padding=SAME}, but"
                  + " no node between input and output is one. The ops there are [BiasAdd, MatMul,"
                  + " Placeholder, ReadVariableOp, Relu, VarHandleOp].\n"
                  + "Maybe use a method that overrides nothing, such as the gradient.");
    }

    @Test
    void saysThatPicturesNeedAnInputOfPictures() {
      BufferedImage picture = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);

      assertThatThrownBy(
              () -> {
                var unused = gradient.compute(picture);
              })
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessage(
              "The SavedModel '%s' takes an input of shape [?, 12], not [?, H, W, 3], so pictures"
                  + " cannot be explained.\n"
                  + "Maybe give it an array in its own units.",
              MLP);
    }

    @Test
    void leavesTheModelUsableAfterEveryMistake() {
      FloatNdArray before = gradient.compute(samples(2)).values();
      assertThatExplaining(gradient.target(Target.classIndex(9)), samples(2))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatExplaining(
              gradient.method(RectifiedGradient.percentile(98).withPaddingTrick()), samples(1))
          .isInstanceOf(NoMatchingNodeException.class);

      assertThat(gradient.compute(samples(2)).values()).isEqualTo(before);
    }
  }

  @Nested
  class Method {
    @ParameterizedTest
    @CsvSource({"-1, -1.0", "101, 101.0", "NaN, NaN", "Infinity, Infinity"})
    void refusesPercentilesOutOfRange(double percentile, String text) {
      assertThatThrownBy(() -> RectifiedGradient.percentile(percentile))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("The percentile (%s) must lie in [0, 100].", text);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void refusesThresholdsThatAreNotFinite(double threshold) {
      assertThatThrownBy(() -> RectifiedGradient.threshold(threshold))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("The threshold (%s) must be finite.", threshold);
    }

    @ParameterizedTest
    @CsvSource({
      "guided-backprop,             guided,   '[Relu, Relu6]'",
      "deconvnet,                   deconvnet,'[Relu, Relu6]'",
      "rectified-gradient, rectgrad,"
          + " '[Relu, Relu6, LeakyRelu, Elu, Selu, Sigmoid, Tanh, Softplus, Softsign, Erf]'"
    })
    void saysThatThereIsNothingToOverride(String spec, String rule, String ops) {
      AttributionMethod method =
          Stream.<AttributionMethod>of(
                  GuidedBackprop.of(), DeconvNet.of(), RectifiedGradient.percentile(98))
              .filter(candidate -> MethodSpecs.print(candidate).equals(spec))
              .findFirst()
              .orElseThrow();
      // Between its last layer's input and its logits the mlp is linear.
      try (Model linear = Model.from(MLP).input("mlp_1/relu_4_1/Relu").load()) {
        assertThatThrownBy(
                () -> {
                  var unused = Saliency.of(linear).method(method).compute(Inputs.normal(1, 2, 16));
                })
            .isInstanceOf(NoMatchingNodeException.class)
            .hasMessage(
                "The rule '%s' overrides the gradient of %s, but no node between input and output"
                    + " is one. The ops there are [BiasAdd, MatMul, Placeholder, ReadVariableOp,"
                    + " VarHandleOp].\n"
                    + "Maybe use a method that overrides nothing, such as the gradient.",
                rule, ops);
      }
    }

    @Test
    void saysThatPicturesNeedAnEncoding() {
      Path directory = MODELS.resolve("vgg");
      BufferedImage picture = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
      try (Model vgg = Model.load(directory)) {
        assertThatThrownBy(
                () -> {
                  var unused = Saliency.of(vgg).method(Gradient.of()).compute(picture);
                })
            .isInstanceOf(UnsupportedModelException.class)
            .hasMessage(
                "The SavedModel '%s' does not say how it encodes pixels, so pictures cannot be"
                    + " explained.\n"
                    + "Maybe say it with Model.from(path).encoding(...), or in"
                    + " assets.extra/saliency.json.",
                directory);
      }
    }
  }

  @Nested
  class Closing {
    @Test
    void refusesToExplainAfterwards() {
      Model model = Model.load(MLP);
      Saliency saliency = Saliency.of(model).method(InputXGradient.of());
      model.close();

      assertThatThrownBy(
              () -> {
                var unused = saliency.compute(samples(1));
              })
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "The model '%s' is closed.\nMaybe compute inside the try block that loads it.", MLP);
    }

    @Test
    void refusesToPredictAfterwards() {
      Model model = Model.load(MLP);
      model.close();

      assertThatThrownBy(
              () -> {
                var unused = model.predict(samples(1));
              })
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "The model '%s' is closed.\nMaybe compute inside the try block that loads it.", MLP);
    }

    @Test
    void mayBeDoneTwice() {
      Model model = Model.load(MLP);
      model.close();

      assertThatCode(model::close).doesNotThrowAnyException();
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
                  + "Maybe one of [signature, input, output, encoding, labels] is meant.",
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
                          .compute(samples(1));
                })
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }
}
