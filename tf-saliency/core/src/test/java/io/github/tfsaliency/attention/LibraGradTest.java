package io.github.tfsaliency.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.Internals;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.NoMatchingNodeException;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.engine.ChunkedPasses;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientCall;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.gradient.ModifiedGradient.Factor;
import io.github.tfsaliency.inspect.LayerRule;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.SmoothGrad;
import io.github.tfsaliency.method.attention.LibraGrad;
import io.github.tfsaliency.support.Cases;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.References;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * The maps of LibraGrad, of networks that are written in several ways, are those that TensorFlow's
 * tape gives in double precision where what is held is stopped.
 */
class LibraGradTest {
  private static final double ROUNDING = 1e-5;

  private static Attribution map(Model model, FloatNdArray x) {
    return Saliency.of(model).method(LibraGrad.of()).compute(x);
  }

  private static double error(Attribution map, Cases files) {
    return Maps.of(map.values(), files.array("libra")).largestError();
  }

  @ParameterizedTest(name = "{0} in {1}")
  @MethodSource("io.github.tfsaliency.attention.AttentionTest#writings")
  void mapsAreThoseOfTensorFlowsTape(String network, String way) {
    Cases files = Cases.of(network);
    try (Model model = Model.load(files.file(way))) {
      Attribution map = map(model, files.array("x"));

      assertThat(error(map, files)).isLessThan(ROUNDING);
      assertThat(map.gaps()).isEmpty();
      assertThat(map.warnings()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"root", "power", "keras3"})
  void gatedProductsAndRmsNormAndTheLastLengthAreHeld(String way) {
    Cases files = Cases.of("libra_gated");
    try (Model model = Model.load(files.file(way))) {
      Attribution map = map(model, files.array("x"));

      assertThat(error(map, files)).isLessThan(ROUNDING);
      assertThat(map.warnings()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"keras3", "tf_keras"})
  void networksWithoutAttentionAreExplainedAndTheirOtherActivationsListed(String way) {
    Cases files = Cases.of("libra_conv");
    try (Model model = Model.load(files.file(way))) {
      Saliency saliency = Saliency.of(model).method(LibraGrad.of());
      Attribution map = saliency.compute(files.array("x"));

      assertThat(error(map, files)).isLessThan(ROUNDING);
      assertThat(saliency.rules())
          .filteredOn(LayerRule::skippedActivation)
          .extracting(rule -> rule.layer().op() + ": " + rule.reason())
          .containsExactly(
              "Sigmoid: sigmoid keeps its own derivative, because it is not x gate(x)",
              "Tanh: tanh keeps its own derivative, because it is not x gate(x)");
      assertThat(map.warnings())
          .singleElement()
          .asString()
          .startsWith(
              "Nonlinear nodes keep their own derivative, because the method holds no value"
                  + " constant there: 2 in all, first '");
    }
  }

  /** Of the same weights in double precision; eleven digits and eight. */
  @ParameterizedTest
  @CsvSource({
    "libra_conv, keras3_half, 5e-3",
    "libra_conv, tf_keras_half, 5e-3",
    "libra_gated, keras3_bfloat16, 4e-2"
  })
  void halfPrecisionAgreesAsFarAsItReaches(String network, String way, double tolerance) {
    Cases files = Cases.of(network);
    try (Model model = Model.load(files.file(way))) {
      assertThat(error(map(model, files.array("x")), files)).isLessThan(tolerance);
    }
  }

  /** The script moves each value by one where all that is held keeps its value. */
  @Test
  void unitStepsOfTheFrozenNetworkGiveTheMap() {
    Cases files = Cases.of("libra_gated");
    try (Model model = Model.load(files.file("root"))) {
      Attribution map = map(model, files.array("x")).sample(0);
      FloatNdArray steps = files.array("steps").get(0);

      assertThat(Maps.of(map.values(), steps).largestError()).isLessThan(ROUNDING);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "attention_class_token, keras3",
    "attention_class_token, tf_keras",
    "attention_class_token, stacked",
    "attention_mean, matmul",
    "libra_gated, root",
    "libra_gated, keras3"
  })
  void mapTimesInputAndBiasesSumToTheScore(String network, String way) {
    FloatNdArray x = Cases.of(network).array("x");
    try (Model model = Model.load(Cases.of(network).file(way))) {
      String input = Internals.graph(model).inputs().get(0).name();
      GradientResult result =
          ChunkedPasses.of(Internals.engine(model))
              .gradient(
                  LibraGrad.of().gradient().times(Factor.INPUT_AND_BIASES),
                  GradientCall.of(
                      new Batch(ImmutableMap.of(input, x), 2),
                      new ResolvedTargets(ImmutableLongArray.of(-1, -1), Optional.empty())));

      assertThat(Math.abs(result.scores().get(0))).isGreaterThan(0.1);
      for (double gap : result.gaps().orElseThrow().toArray()) {
        assertThat(gap).isCloseTo(0, within(ROUNDING));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"attention_class_token, keras3", "libra_gated, power", "libra_conv, tf_keras"})
  void sampleAloneGetsTheMapThatItGetsAmongOthers(String network, String way) {
    Cases files = Cases.of(network);
    try (Model model = Model.load(files.file(way))) {
      Attribution together = map(model, files.array("x"));
      Attribution alone = map(model, files.array("x").get(1));

      assertThat(Maps.of(alone.values(), together.sample(1).values()).largestError())
          .isLessThan(ROUNDING);
    }
  }

  @Test
  void queriesAndKeysGetNothing() {
    Cases files = Cases.of("attention_class_token");
    try (Model model = Model.load(files.file("keras3"))) {
      Saliency saliency = Saliency.of(model).method(LibraGrad.of());

      assertThat(saliency.rules())
          .filteredOn(rule -> rule.rule().isPresent())
          .extracting(rule -> rule.layer().op() + ": " + rule.rule().orElseThrow())
          .containsExactly(
              "AddV2: libra-normalization",
              "Softmax: libra-attention",
              "AddV2: libra-normalization",
              "Mul: libra-gate",
              "AddV2: libra-normalization",
              "Softmax: libra-attention",
              "AddV2: libra-normalization",
              "Mul: libra-gate",
              "AddV2: libra-normalization");
    }
  }

  private static List<String> rules(Model model, AttributionMethod method) {
    return Saliency.of(model).method(method).rules().stream()
        .map(rule -> rule.rule().orElse("none"))
        .toList();
  }

  @Test
  void rulesOfAMethodThatIsRepeatedAreListed() {
    try (Model model = Model.load(Cases.of("libra_gated").file("root"))) {
      assertThat(rules(model, SmoothGrad.of(LibraGrad.of())))
          .contains("libra-attention")
          .isEqualTo(rules(model, LibraGrad.of()));
    }
  }

  @Test
  void lengthOfAnExplainedCosineIsHeld() {
    Cases files = Cases.of("libra_gated");
    FloatNdArray vector = Inputs.normal(3, 8);
    double length = 0;
    for (float value : Maps.array(vector)) {
      length += value * value;
    }
    try (Model model = Model.load(files.file("keras3"))) {
      LibraGrad method = LibraGrad.of();
      Saliency saliency = Saliency.of(model).method(method);
      Attribution cosine =
          saliency
              .target(Target.similarity("global_average_pooling1d", vector))
              .compute(files.array("x"));
      Attribution product =
          saliency.target(Target.direction("unit_normalization", vector)).compute(files.array("x"));

      assertThat(cosine.scores().get(0))
          .isCloseTo(product.scores().get(0) / Math.sqrt(length), within(ROUNDING));
      float factor = (float) (1 / Math.sqrt(length));
      float[] expected = Maps.array(product.values());
      float[] values = Maps.array(cosine.values());
      for (int i = 0; i < values.length; i++) {
        assertThat(values[i]).isCloseTo(expected[i] * factor, within(1e-6f));
      }
    }
  }

  @Test
  void mapIsMultipliedByTheInputIfAsked() {
    Cases files = Cases.of("libra_gated");
    try (Model model = Model.load(files.file("root"))) {
      float[] plain = Maps.array(map(model, files.array("x")).values());
      float[] x = Maps.array(files.array("x"));
      Attribution multiplied =
          Saliency.of(model)
              .method(LibraGrad.of().withMultiplicationByInput())
              .compute(files.array("x"));

      float[] products = Maps.array(multiplied.values());
      for (int i = 0; i < x.length; i++) {
        assertThat(products[i]).isCloseTo(plain[i] * x[i], within(1e-6f));
      }
    }
  }

  @Test
  void mapIsExported(@TempDir Path folder) {
    Cases files = Cases.of("libra_gated");
    try (Model model = Model.load(files.file("root"))) {
      Saliency saliency = Saliency.of(model).method(LibraGrad.of());
      Path exported = folder.resolve("exported");
      var unused = saliency.export(exported);

      try (Model again = Model.load(exported)) {
        FloatNdArray map =
            again.explanation().orElseThrow().compute(files.array("x"), Target.top()).values();

        assertThat(Maps.of(map, saliency.compute(files.array("x")).values()).largestError())
            .isLessThan(ROUNDING);
      }
    }
  }

  @Test
  void noiseOfNoneIsThePlainMap() {
    Cases files = Cases.of("libra_gated");
    try (Model model = Model.load(files.file("root"))) {
      Attribution smooth =
          Saliency.of(model)
              .method(SmoothGrad.of(LibraGrad.of()).withSamples(2).withNoise(0))
              .compute(files.array("x"));

      assertThat(error(smooth, files)).isLessThan(ROUNDING);
    }
  }

  @Test
  void mapIsNotTheGradient() {
    Cases files = Cases.of("attention_class_token");
    try (Model model = Model.load(files.file("matmul"))) {
      Attribution gradient = Saliency.of(model).method(Gradient.of()).compute(files.array("x"));

      assertThat(error(gradient, files)).isGreaterThan(0.1);
    }
  }

  @Test
  void modelWithNothingToHoldIsRefused() {
    try (Model model = Model.load(References.model("mlp"))) {
      assertThatThrownBy(() -> map(model, Inputs.normal(1, 1, model.inputShape().get(1))))
          .isInstanceOf(NoMatchingNodeException.class)
          .hasMessage(
              "LibraGrad has no value to hold constant in this model: between input and output"
                  + " there is no attention, no normalization such as LayerNorm, no activation x"
                  + " gate(x) such as GELU or SiLU, and no product of two tensors that both depend"
                  + " on the input. Its map would be the gradient.\n"
                  + "Maybe use the gradient.");
    }
  }
}
