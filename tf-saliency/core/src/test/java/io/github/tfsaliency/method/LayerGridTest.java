package io.github.tfsaliency.method;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.gradient.ActivationMap;
import io.github.tfsaliency.gradient.SpatialLayer;
import io.github.tfsaliency.inspect.ModelLayer;
import io.github.tfsaliency.method.hiding.ScoreCam;
import io.github.tfsaliency.support.Cases;
import io.github.tfsaliency.support.Maps;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

/** Class activation maps lie on the places of the input that the layer's dimensions come from. */
class LayerGridTest {
  private static final double ROUNDING = 1e-5;
  private static final ActivationMap OWN_SIZE = ActivationMap.ofLastLayer().withoutResize();

  @Test
  void recurrentLayerHasAValueForEachTimeOfEachSample() {
    Cases files = Cases.of("gradcam_lstm_time_major");
    try (Model model = files.model().load()) {
      FloatNdArray map =
          Saliency.of(model)
              .method(GradCam.of().withMap(OWN_SIZE))
              .compute(files.array("x"))
              .values();

      assertThat(Maps.of(Cases.shaped(map, 6, 6), files.array("expected")).largestError())
          .isLessThan(ROUNDING);
    }
  }

  @Test
  void recurrentLayerTakesASampleAlone() {
    Cases files = Cases.of("gradcam_lstm_time_major");
    try (Model model = files.model().load()) {
      FloatNdArray map =
          Saliency.of(model).method(GradCam.of()).compute(files.array("x1")).values();

      assertThat(map.shape()).isEqualTo(Shape.of(1, 6, 1));
      assertThat(Maps.of(Cases.shaped(map, 1, 6), files.array("expected1")).largestError())
          .isLessThan(ROUNDING);
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {"gradcam_backwards", "gradcam_bigru", "gradcam_timedist", "gradcam_vit_registers"})
  void defaultLayerGivesTheMapThatTensorFlowsTapeGives(String name) {
    Cases files = Cases.of(name);
    try (Model model = files.model().load()) {
      FloatNdArray map =
          Saliency.of(model)
              .method(GradCam.of().withMap(OWN_SIZE))
              .compute(files.array("x"))
              .values();
      FloatNdArray expected = files.array("expected");

      assertThat(map.shape()).isEqualTo(expected.shape().append(1));
      assertThat(Maps.of(Cases.shaped(map, expected.shape().asArray()), expected).largestError())
          .isLessThan(ROUNDING);
    }
  }

  @Test
  void samplesOfARecurrentLayerAreNotMixed() {
    Cases files = Cases.of("gradcam_lstm_time_major");
    try (Model model = files.model().load()) {
      Saliency saliency = Saliency.of(model).method(ScoreCam.of());
      Attribution together = saliency.compute(files.array("x"));
      Attribution alone = saliency.compute(files.array("x").get(2));

      assertThat(Maps.of(alone.values(), together.sample(2).values()).largestError())
          .isLessThan(ROUNDING);
    }
  }

  static List<AttributionMethod> maps() {
    return List.of(
        GradCam.of().withMap(OWN_SIZE),
        GradCamPlusPlus.of().withMap(OWN_SIZE),
        XGradCam.of().withMap(OWN_SIZE),
        HiResCam.of().withMap(OWN_SIZE),
        LayerCam.of().withMap(OWN_SIZE),
        ScoreCam.of().withMap(OWN_SIZE));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("maps")
  void tokensOfATransformerLieOnTheGridOfItsPatches(AttributionMethod method) {
    Cases files = Cases.of("gradcam_vit_default");
    try (Model model = files.model().load()) {
      Attribution map = Saliency.of(model).method(method).compute(files.array("x"));

      assertThat(map.shape()).isEqualTo(Shape.of(2, 4, 4, 1));
    }
  }

  @Test
  void namedPatchesGiveTheMapOfTheirConvolution() {
    Cases files = Cases.of("gradcam_vit_default");
    try (Model model = files.model().load()) {
      String layer =
          model.layers().stream()
              .filter(each -> each.op().equals("Conv2D"))
              .map(ModelLayer::name)
              .findFirst()
              .orElseThrow()
              .replace("/convolution", "/BiasAdd");
      FloatNdArray map =
          Saliency.of(model)
              .method(GradCam.of().withMap(ActivationMap.ofLayer(layer).withoutResize()))
              .compute(files.array("x"))
              .values();

      assertThat(
              Maps.of(Cases.shaped(map, 2, 4, 4), files.array("expected_patch_conv"))
                  .largestError())
          .isLessThan(ROUNDING);
    }
  }

  @Test
  void mapIsOfTheInputThatTheLayerReads() {
    Cases files = Cases.of("gradcam_two_pictures");
    try (Model model = files.model().load()) {
      ImmutableMap<String, FloatNdArray> inputs =
          ImmutableMap.of("a", files.array("a"), "b", files.array("b"));
      ImmutableMap<String, Attribution> own =
          Saliency.of(model)
              .method(GradCam.of().withMap(ActivationMap.ofLayer("convb").withoutResize()))
              .compute(inputs);
      ImmutableMap<String, Attribution> resized =
          Saliency.of(model)
              .method(GradCam.of().withMap(ActivationMap.ofLayer("convb")))
              .compute(inputs);

      assertThat(own.keySet()).containsExactly("b");
      assertThat(
              Maps.of(
                      Cases.shaped(requireNonNull(own.get("b")).values(), 2, 6, 6),
                      files.array("expected_unresized"))
                  .largestError())
          .isLessThan(ROUNDING);
      assertThat(requireNonNull(resized.get("b")).shape()).isEqualTo(Shape.of(2, 8, 8, 1));
    }
  }

  @Test
  void guidedMapIsOfTheInputThatTheLayerReads() {
    Cases files = Cases.of("gradcam_two_pictures");
    try (Model model = files.model().load()) {
      ImmutableMap<String, FloatNdArray> inputs =
          ImmutableMap.of("a", files.array("a"), "b", files.array("b"));
      float[] product =
          Maps.array(
              requireNonNull(
                      Saliency.of(model)
                          .method(GuidedGradCam.of().withLayer(SpatialLayer.named("convb")))
                          .compute(inputs)
                          .get("b"))
                  .values());
      float[] guided =
          Maps.array(
              requireNonNull(
                      Saliency.of(model).method(GuidedBackprop.of()).compute(inputs).get("b"))
                  .values());
      float[] cam =
          Maps.array(
              requireNonNull(
                      Saliency.of(model)
                          .method(GradCam.of().withMap(ActivationMap.ofLayer("convb")))
                          .compute(inputs)
                          .get("b"))
                  .values());

      for (int i = 0; i < product.length; i++) {
        assertThat(product[i]).isEqualTo(guided[i] * cam[i]);
      }
    }
  }

  @Test
  void volumeHasAValueForEachPlace() {
    Cases files = Cases.of("gradcam_conv3d");
    try (Model model = files.model().load()) {
      Attribution own =
          Saliency.of(model).method(GradCam.of().withMap(OWN_SIZE)).compute(files.array("x"));
      Attribution resized = Saliency.of(model).method(GradCam.of()).compute(files.array("x"));

      assertThat(
              Maps.of(Cases.shaped(own.values(), 2, 6, 8, 8), files.array("expected"))
                  .largestError())
          .isLessThan(ROUNDING);
      assertThat(resized.shape()).isEqualTo(Shape.of(2, 6, 8, 8, 1));
    }
  }
}
