package io.github.tfsaliency.parity;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.ChannelAxis;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.inspect.LayerRule;
import io.github.tfsaliency.method.DeconvNet;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.GuidedBackprop;
import io.github.tfsaliency.method.RectifiedGradient;
import io.github.tfsaliency.support.Cases;
import io.github.tfsaliency.support.Maps;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * Networks that TensorFlow, Keras 2 and Keras 3 saved with the same weights, each in several forms:
 * all have the map that TensorFlow computes in double precision from the formulas.
 */
class SavedActivationsTest {
  private static final double ROUNDING = 1e-5;
  private static final ImmutableList<String> RULES =
      ImmutableList.of("gradient", "guided", "deconvnet", "threshold", "percentile", "derivative");

  @ParameterizedTest
  @ValueSource(
      strings = {"one_op", "several_ops", "divided_behind", "keras2", "keras3", "channels_first"})
  void everyFormOfANetworkHasOneMap(String form) {
    assertMaps("activation_forms", form, "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lstm_keras2_loop",
        "lstm_keras2_unrolled",
        "lstm_keras3_loop",
        "lstm_keras3_unrolled",
        "gru_keras2_loop",
        "gru_keras2_unrolled",
        "gru_keras3_loop",
        "gru_keras3_unrolled"
      })
  void everyStepOfARecurrentLayerHasActivationsAndGatesOfItsOwn(String form) {
    assertMaps("activation_recurrent", form, form.substring(0, form.indexOf('_')));
  }

  private static void assertMaps(String folder, String form, String cell) {
    Cases files = Cases.of(folder);
    try (Model model = files.named(form).load()) {
      for (String rule : RULES) {
        for (boolean gates : new boolean[] {false, true}) {
          String expected = rule + (cell.isEmpty() ? "" : "_" + cell) + (gates ? "_gates" : "");

          FloatNdArray map = map(files, form, model, method(rule, gates));

          assertThat(Maps.of(map, files.array(expected)).largestError())
              .as(expected)
              .isLessThan(ROUNDING);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "one_op",
        "several_ops",
        "divided_behind",
        "keras2",
        "keras3",
        "channels_first",
        "half"
      })
  void everyFormHasTheSameActivationsAndOneGate(String form) {
    Cases files = Cases.of("activation_forms");
    try (Model model = files.named(form).load()) {
      ImmutableList<LayerRule> rules =
          Saliency.of(model).method(GuidedBackprop.of().withGates(true)).rules();

      assertThat(rules)
          .filteredOn(rule -> rule.rule().isPresent())
          .extracting(rule -> rule.reason().replaceAll(" of \\d+ ops", ""))
          .containsExactly(
              "is SiLU",
              "is GELU",
              "is Mish",
              "is ELU",
              "is softplus",
              "is LeakyReLU",
              "is ReLU6",
              "is hard-swish",
              "is SELU",
              "is ReLU",
              "is a gate, hard-sigmoid");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"guided", "deconvnet"})
  void halfPrecisionHasThatMapToItsDigits(String rule) {
    Cases files = Cases.of("activation_forms");

    try (Model model = files.named("half").load()) {
      FloatNdArray map = map(files, "half", model, method(rule, true));

      assertThat(Maps.of(map, files.array(rule + "_gates")).largestError()).isLessThan(5e-3);
    }
  }

  private static FloatNdArray map(Cases files, String form, Model model, AttributionMethod method) {
    boolean first = form.equals("channels_first");
    FloatNdArray input = files.array("x");
    FloatNdArray map =
        Saliency.of(model)
            .method(method)
            .target(Target.classIndex(1))
            .compute(first ? ChannelAxis.toFirst(input) : input)
            .values();
    return first ? ChannelAxis.toLast(map) : map;
  }

  private static AttributionMethod method(String rule, boolean gates) {
    return switch (rule) {
      case "gradient" -> Gradient.of();
      case "guided" -> GuidedBackprop.of().withGates(gates);
      case "deconvnet" -> DeconvNet.of().withGates(gates);
      case "threshold" -> RectifiedGradient.threshold(1e-3).withGates(gates);
      case "percentile" -> RectifiedGradient.percentile(60).withGates(gates);
      default -> RectifiedGradient.percentile(60).withGates(gates).withDerivative(true);
    };
  }
}
