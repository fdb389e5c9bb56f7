package io.github.tfsaliency.method;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.gradient.ActivationMap;
import io.github.tfsaliency.method.hiding.ScoreCam;
import io.github.tfsaliency.support.Cases;
import io.github.tfsaliency.support.References;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which layer activation maps are of, where the output has a value for each place. */
class PlacedOutputTest {
  private static final String SEGMENTATION = "gradcam_segmentation_default";

  static Stream<AttributionMethod> maps() {
    ActivationMap all = ActivationMap.ofLastLayer().withoutRelu();
    return Stream.of(
        GradCam.of().withMap(all),
        GradCamPlusPlus.of().withMap(all),
        XGradCam.of().withMap(all),
        HiResCam.of().withMap(all),
        LayerCam.of().withMap(all),
        ScoreCam.of().withMap(all));
  }

  @ParameterizedTest
  @MethodSource("maps")
  void theMapOfOnePixelIsNotThatOfAnother(AttributionMethod method) throws IOException {
    try (Model model = Cases.of(SEGMENTATION).model().load()) {
      Saliency saliency = Saliency.of(model).method(method);

      Attribution one =
          saliency.target(Target.pixel(4, 5, 1)).compute(Cases.of(SEGMENTATION).array("x"));

      Attribution other =
          saliency.target(Target.pixel(10, 10, 1)).compute(Cases.of(SEGMENTATION).array("x"));
      assertThat(one.toArray()).isNotEqualTo(other.toArray());
    }
  }

  @Test
  void theLayerHasANonlinearityBehindIt() {
    try (Model model = Cases.of(SEGMENTATION).model().load()) {
      assertThat(Saliency.of(model).method(GradCam.of()).layer())
          .hasValue("functional_1/conv2d_transpose_1/BiasAdd");
    }
  }

  @Test
  void aClassifierKeepsItsLastLayer() {
    try (Model model = Model.load(References.model("vgg"))) {
      assertThat(Saliency.of(model).method(GradCam.of()).layer()).hasValue("vgg_1/relu_9_1/Relu");
    }
  }

  @Test
  void everyMapOfALayerNamesIt() {
    try (Model model = Model.load(References.model("unet"))) {
      Saliency saliency = Saliency.of(model);

      assertThat(
              Stream.of(
                  GradCam.of(), ScoreCam.of(), GuidedGradCam.of(), SmoothGrad.of(GradCam.of())))
          .extracting(method -> saliency.method(method).layer().orElseThrow())
          .containsOnly("functional_4_1/conv2d_transpose_1/BiasAdd");
      assertThat(saliency.method(Gradient.of()).layer()).isEmpty();
    }
  }
}
