package io.github.tfsaliency.method;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.method.path.BlurIg;
import io.github.tfsaliency.method.path.ExpectedGradients;
import io.github.tfsaliency.method.path.GuidedIg;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.SmoothModel;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.index.Indices;

/** What holds for every method that sums gradients along a path. */
@TestInstance(Lifecycle.PER_CLASS)
class PathMethodsTest {
  private static final double ROUNDING = 1e-5;
  private static final int SAMPLES = 5;

  private final FloatNdArray pictures =
      Inputs.uniform(3, SAMPLES, SmoothModel.HEIGHT, SmoothModel.WIDTH, SmoothModel.CHANNELS);
  private final long[] targets = {0, 2, 1, 1, 0};
  @AutoClose private final SmoothModel model = SmoothModel.ofPictures();

  static Stream<AttributionMethod> methods() {
    return Stream.of(
        BlurIg.of().withSteps(13).withMaxSigma(4),
        BlurIg.of().withSteps(13).withMaxSigma(9).withSquareRootSpacing(),
        GuidedIg.of().withSteps(13),
        GuidedIg.of()
            .withSteps(13)
            .withMaxDistance(1)
            .withFraction(0.1)
            .withBaseline(Baseline.constant(0.5)),
        ExpectedGradients.of(Baseline.constant(0), Baseline.perChannel(1, 0.5)).withSamples(13));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("methods")
  void aSampleAloneHasTheMapThatItHasInABatch(AttributionMethod method) {
    GradientResult together = model.run(method, pictures, targets);

    for (int i = 0; i < SAMPLES; i++) {
      GradientResult alone = model.run(method, pictures.slice(Indices.range(i, i + 1)), targets[i]);

      assertThat(
              Maps.of(alone.onlyMap(), together.onlyMap().slice(Indices.range(i, i + 1)))
                  .largestError())
          .isLessThan(ROUNDING);
      assertThat(alone.gaps().orElseThrow().get(0) - together.gaps().orElseThrow().get(i))
          .isBetween(-ROUNDING, ROUNDING);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("methods")
  void theMapsDoNotDependOnTheChunks(AttributionMethod method) {
    GradientResult oneByOne = model.runOneByOne(method, pictures, targets);

    GradientResult together = model.run(method, pictures, targets);
    assertThat(Maps.of(oneByOne.onlyMap(), together.onlyMap()).largestError()).isLessThan(ROUNDING);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("methods")
  void theTargetIsChosenAtTheInputItself(AttributionMethod method) {
    long[] top = new long[SAMPLES];
    Arrays.fill(top, Target.TOP);
    GradientResult expected = model.run(Gradient.of(), pictures, top);

    GradientResult result = model.run(method, pictures, top);

    assertThat(result.targets()).isEqualTo(expected.targets());
    assertThat(result.scores()).isEqualTo(expected.scores());
    assertThat(result.onlyMap())
        .isEqualTo(model.run(method, pictures, expected.targets().toArray()).onlyMap());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("methods")
  void theNumberOfPassesIsKnownBefore(AttributionMethod method) {
    long[] counts = model.passes(method, pictures, targets);

    assertThat(counts[0]).isEqualTo(counts[1]);
  }
}
