package io.github.tfsaliency.method;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.spec.MethodSpecs;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.References;
import java.util.Locale;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * The figures of docs/methods.md: standard errors of a large model beside the scatter of its maps.
 */
@EnabledIfSystemProperty(named = "scatter.seeds", matches = "\\d+")
class StandardErrorScatterTest {
  private static final int SEEDS = Integer.getInteger("scatter.seeds", 32);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "smooth-grad:samples=16",
        "smooth-grad-squared:samples=16",
        "var-grad:samples=16",
        "expected-gradients:samples=32,baseline=0+1",
        "rise:samples=128",
        "lime:samples=128,segments=grid/4/4",
        "kernel-shap:samples=128,segments=grid/4/4",
        "sampled-shapley:samples=8,segments=grid/4/4",
        "sobol:cells=3,designs=16"
      })
  void ofEfficientNet(String spec) {
    try (References references = References.of("efficientnet_lite0");
        Model model = Model.load(References.model("efficientnet_lite0"))) {
      FloatNdArray input = references.input().get(0);
      float[][] maps = new float[SEEDS][];
      double errors = 0;
      for (int i = 0; i < SEEDS; i++) {
        String seeded = spec.replaceFirst("(,inner|$)", ",seed=" + (i + 1) + "$1");
        Attribution map =
            Saliency.of(model)
                .method(MethodSpecs.parse(seeded))
                .target(Target.classIndex(references.targets()[0]))
                .compute(input);
        maps[i] = map.toArray();
        errors += StandardErrorTest.squares(Maps.array(map.standardErrors().orElseThrow())) / SEEDS;
      }

      double ratio = Math.sqrt(errors / StandardErrorTest.variance(maps));

      System.out.printf(Locale.ROOT, "| `%s` | %.2f |%n", spec, ratio);
      assertThat(ratio).isBetween(0.5, 2.0);
    }
  }
}
