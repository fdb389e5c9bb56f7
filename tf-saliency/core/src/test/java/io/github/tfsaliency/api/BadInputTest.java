package io.github.tfsaliency.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.NoMatchingNodeException;
import io.github.tfsaliency.attribution.NonFiniteValueException;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.graph.Graphs;
import io.github.tfsaliency.method.DeconvNet;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.GuidedBackprop;
import io.github.tfsaliency.method.InputXGradient;
import io.github.tfsaliency.method.RectifiedGradient;
import io.github.tfsaliency.spec.MethodSpecs;
import io.github.tfsaliency.support.EditedModel;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.SmallGraph;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AutoClose;
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

/** Whatever is wrong with an input, a method or a call, the message says it and what to do. */
class BadInputTest {
  private static final Path MODELS = Path.of("src/test/resources/models");
  private static final Path MLP = MODELS.resolve("mlp");

  private static FloatNdArray samples(long count) {
    return Inputs.normal(1, count, 12);
  }

  @Nested
  @TestInstance(Lifecycle.PER_CLASS)
  class Call {
    @AutoClose private final Model mlp = Model.load(MLP);
    private final Saliency gradient = Saliency.of(mlp).method(Gradient.of());

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
              "The score of sample 0 is NaN, although the weights and the input are finite: the"
                  + " node 'mlp_1/dense_1_1/MatMul' (op 'MatMul') gives -Infinity and reads values"
                  + " from 3.000e+38 to 3.000e+38.\n"
                  + "Maybe the input is outside the range for which its op is defined, or the"
                  + " result is larger than numbers of its type, or choose an output before that"
                  + " node.");
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
                  + " values per sample, from 0.",
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
                  + "Maybe give one target for all, or one for each sample.");
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
                  + "Maybe Saliency.of(model).method(Gradient.of()).compute(input).");
    }

    @Test
    void saysThatThereIsNoConvolutionForThePaddingTrick() {
      assertThatExplaining(
              gradient.method(RectifiedGradient.percentile(98).withPaddingTrick()), samples(1))
          .isInstanceOf(NoMatchingNodeException.class)
          .hasMessage(
              "The rule 'padding-trick' overrides the gradient of [Conv2D] with {padding=SAME}, but"
                  + " there is no such node between input and output. The ops there are [BiasAdd,"
                  + " MatMul, Placeholder, ReadVariableOp, Relu, VarHandleOp].\n"
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
      "guided-backprop,    guided",
      "deconvnet,          deconvnet",
      "rectified-gradient, rectgrad"
    })
    void saysThatThereIsNothingToOverride(String spec, String rule) {
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
                "The rule '%s' overrides the gradient of activations, but there is none between"
                    + " input and output. The ops there are [BiasAdd, MatMul, Placeholder,"
                    + " ReadVariableOp, VarHandleOp].\n"
                    + "Maybe use a method that overrides nothing, such as the gradient.",
                rule);
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
                "The SavedModel '%s' does not declare its pixel encoding, so pictures cannot be"
                    + " explained.\n"
                    + "Maybe set it with Model.from(path).encoding(...), or in"
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

  /** A model that says nothing of its input's shape; its output is the square of the input. */
  private static void saveSquare(Path folder) throws IOException {
    SmallGraph graph = new SmallGraph();
    String x = graph.input("x", 1);
    graph.node("Mul", x, x);
    graph.save(Files.createDirectory(folder.resolve("shaped")));
    EditedModel.copy(
        folder.resolve("shaped"),
        folder.resolve("open"),
        model -> EditedModel.node(model, "x").putAttr("shape", Graphs.shape(Shape.unknown())));
  }

  @Test
  void namesHowManyDimensionsAnInputMayHave(@TempDir Path folder) throws IOException {
    saveSquare(folder);
    try (Model model = Model.load(folder.resolve("open"))) {
      assertThat(model.predict(ofDimensions(64)).rank()).isEqualTo(64);
      assertThatThrownBy(() -> model.predict(ofDimensions(65)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "The input 'x' has 65 dimensions, where at most 64 are supported.\n"
                  + "Maybe remove dimensions of size 1.");
    }
  }

  private static FloatNdArray ofDimensions(int count) {
    long[] ones = new long[count];
    Arrays.fill(ones, 1);
    FloatNdArray values = NdArrays.ofFloats(Shape.of(ones));
    values.scalars().forEach(value -> value.setFloat(3));
    return values;
  }
}
