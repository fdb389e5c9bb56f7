package io.github.tfsaliency.attention;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.method.attention.AttentionRollout;
import io.github.tfsaliency.method.attention.Cdam;
import io.github.tfsaliency.method.attention.GenericAttention;
import io.github.tfsaliency.support.Cases;
import io.github.tfsaliency.support.Maps;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

/**
 * Attention is found however it is written, and its maps are those that TensorFlow's tape gives in
 * double precision.
 */
class AttentionWritingsTest {
  private static final Cases FILES = Cases.of("attention_writings");

  private static final ImmutableMap<String, AttributionMethod> METHODS =
      ImmutableMap.of(
          "rollout", AttentionRollout.of().withoutResize(),
          "generic", GenericAttention.of().withoutResize(),
          "cdam", Cdam.of().withoutResize(),
          "cdam_smooth", Cdam.of().withVariant(Cdam.Variant.SMOOTH).withSamples(3).withoutResize(),
          "cdam_integrated",
              Cdam.of().withVariant(Cdam.Variant.INTEGRATED).withSteps(4).withoutResize());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "unprojected",
        "unprojected_pairs",
        "values_projected",
        "exp_sum",
        "exp_max",
        "exp_reciprocal",
        "exp_log",
        "exp_log_sum",
        "flat_softmax",
        "scaled_ahead",
        "keys_first",
        "values_first",
        "relative_bias",
        "one_key",
        "one_key_einsum",
        "four_queries",
        "rotary_halves",
        "rotary_pairs",
        "query_norm",
        "cosine",
        "places",
        "low_rank"
      })
  void mapsAreThoseOfTensorFlowsTape(String way) {
    compare(way, 1e-5);
  }

  /**
   * To twelve units of the last bit, of which float16 has 11 and bfloat16 8. Which kernel of
   * TensorFlow runs depends on the processor: oneDNN's sum in single precision, Eigen's in half
   * precision, after which maps differ from the tape's by up to 8 units (oneDNN's: 4).
   */
  @ParameterizedTest
  @CsvSource({"float16, 11", "bfloat16, 8"})
  void mapsInHalfPrecisionAreAsGoodAsItsBits(String way, int bits) {
    compare(way, 12 * Math.scalb(1.0, -bits));
  }

  private static void compare(String way, double tolerance) {
    Cases expected = Cases.of("attention_writings/" + way);
    try (Model model = Model.load(expected.file("model"))) {
      METHODS.forEach(
          (name, method) -> {
            Attribution map = Saliency.of(model).method(method).compute(FILES.array("x"));
            FloatNdArray values = expected.array(name);

            assertThat(map.shape()).as(name).isEqualTo(Shape.of(2, 4, 3, 1));
            assertThat(
                    Maps.of(Cases.shaped(map.values(), values.shape().asArray()), values)
                        .largestError())
                .as(name)
                .isLessThan(tolerance);
          });
    }
  }
}
