package io.github.tfsaliency.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.method.path.BlurIg;
import io.github.tfsaliency.method.path.GuidedIg;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.References;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Maps along paths agree with those of the authors' own library. */
class PathParityTest {
  private static final double TOLERANCE = 1e-4;

  static List<Arguments> maps() {
    List<Arguments> maps = new ArrayList<>();
    for (String network : List.of("mlp", "vgg", "resnet", "mobilenet")) {
      GuidedIg guided = GuidedIg.of().withSteps(20);
      maps.add(Arguments.of(network, "guided_ig_20_0.1", guided.withMaxDistance(0.1)));
      maps.add(Arguments.of(network, "guided_ig_20_1.0", guided.withMaxDistance(1)));
      if (!network.equals("mlp")) {
        BlurIg blur = BlurIg.of().withSteps(20).withMaxSigma(5);
        maps.add(Arguments.of(network, "blur_ig_20", blur));
        maps.add(Arguments.of(network, "blur_ig_20_sqrt", blur.withSquareRootSpacing()));
      }
    }
    return maps;
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("maps")
  void mapIsTheOneOfTheAuthors(String network, String name, AttributionMethod method) {
    try (Model model = Model.load(References.model(network));
        References given = References.of(network);
        References computed = References.of("methods/" + network)) {
      Attribution map =
          Saliency.of(model)
              .method(method)
              .target(Target.classIndices(given.targets()))
              .compute(given.input());

      assertThat(Maps.of(map.values(), computed.floats("attribution/" + name)).largestError())
          .isLessThan(TOLERANCE);
    }
  }
}
