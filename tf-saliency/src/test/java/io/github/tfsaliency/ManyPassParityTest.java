package io.github.tfsaliency;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.method.AttributionMethod;
import io.github.tfsaliency.method.IntegratedGradients;
import io.github.tfsaliency.method.Quadrature;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Maps of many passes agree with what other people's software computed. */
class ManyPassParityTest {
  private static final double TOLERANCE = 1e-4;

  static List<Arguments> maps() {
    List<Arguments> maps = new ArrayList<>();
    for (String network : List.of("mlp", "vgg", "resnet", "inception", "mobilenet")) {
      maps.add(
          Arguments.of(
              network,
              "attribution/integrated_gradients_gausslegendre_20",
              IntegratedGradients.steps(20)));
      maps.add(
          Arguments.of(
              network,
              "authors/intgrad_50",
              IntegratedGradients.steps(50).quadrature(Quadrature.RIGHT)));
    }
    return maps;
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("maps")
  void mapIsTheOneOfTheOtherSoftware(String network, String path, AttributionMethod method) {
    try (Model model = Model.load(References.model(network));
        References references = References.of(network)) {
      Attribution map =
          Saliency.of(model)
              .method(method)
              .target(Target.classIndices(references.targets()))
              .compute(references.input());

      Maps maps = Maps.of(map.values(), references.floats(path));
      System.out.printf(
          "%s %s largest error %.1e, beyond %.1e%n",
          network, path, maps.largestError(), maps.shareBeyond(TOLERANCE));
      assertThat(maps.largestError()).isLessThan(TOLERANCE);
    }
  }
}
