package io.github.tfsaliency.method;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.method.path.GuidedIg;
import io.github.tfsaliency.method.path.IntegratedGradients;
import io.github.tfsaliency.method.path.Quadrature;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.SmoothModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

class GuidedIgTest {
  private static final double ROUNDING = 1e-5;
  private static final double[] WEIGHTS = {0.5, -2, 3, 1, 0.25, -1};
  private static final Baseline START = Baseline.constant(0.25);

  private final FloatNdArray input = Inputs.normal(1, 1, WEIGHTS.length);

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.02, 1})
  void ofALinearModelIsTheWeightTimesTheDifferenceFromTheBaseline(double distance) {
    try (SmoothModel model = SmoothModel.linear(WEIGHTS, WEIGHTS.length)) {
      GradientResult result =
          model.run(
              GuidedIg.of().withSteps(10).withMaxDistance(distance).withBaseline(START), input, 0);

      for (int i = 0; i < WEIGHTS.length; i++) {
        assertThat((double) result.onlyMap().getFloat(0, i))
            .isCloseTo(WEIGHTS[i] * (input.getFloat(0, i) - 0.25), within(ROUNDING));
      }
      assertThat(result.gaps().orElseThrow().get(0)).isCloseTo(0, within(ROUNDING));
    }
  }

  @Test
  void ofALinearModelIsIntegratedGradients() {
    try (SmoothModel model = SmoothModel.linear(WEIGHTS, WEIGHTS.length)) {
      FloatNdArray guided = model.run(GuidedIg.of().withBaseline(START), input, 0).onlyMap();

      FloatNdArray straight =
          model.run(IntegratedGradients.of().withSteps(5).withBaselines(START), input, 0).onlyMap();
      assertThat(Maps.of(guided, straight).largestError()).isLessThan(ROUNDING);
    }
  }

  @Test
  void withoutDistanceIsTheLeftSumAlongTheStraightLine() {
    try (SmoothModel model = SmoothModel.ofVectors(WEIGHTS.length)) {
      GradientResult guided =
          model.run(GuidedIg.of().withSteps(20).withMaxDistance(0).withBaseline(START), input, 2);

      AttributionMethod left =
          IntegratedGradients.of()
              .withSteps(20)
              .withQuadrature(Quadrature.LEFT)
              .withBaselines(START);
      GradientResult straight = model.run(left, input, 2);
      assertThat(Maps.of(guided.onlyMap(), straight.onlyMap()).largestError()).isLessThan(ROUNDING);
      assertThat(guided.gaps().orElseThrow().get(0))
          .isCloseTo(straight.gaps().orElseThrow().get(0), within(ROUNDING));
    }
  }

  @Test
  void withDistanceIsAnotherPath() {
    try (SmoothModel model = SmoothModel.ofVectors(WEIGHTS.length)) {
      FloatNdArray straight =
          model.run(GuidedIg.of().withSteps(20).withMaxDistance(0), input, 2).onlyMap();

      FloatNdArray guided =
          model.run(GuidedIg.of().withSteps(20).withMaxDistance(0.3), input, 2).onlyMap();
      assertThat(Maps.of(guided, straight).largestError()).isGreaterThan(0.01);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.02, 0.3, 1})
  void theGapShrinksWithTheSteps(double distance) {
    GuidedIg few = GuidedIg.of().withSteps(10).withMaxDistance(distance);
    GuidedIg many = GuidedIg.of().withSteps(1000).withMaxDistance(distance);
    try (SmoothModel model = SmoothModel.ofVectors(WEIGHTS.length)) {
      double before = model.run(few, input, 2).gaps().orElseThrow().get(0);
      double after = model.run(many, input, 2).gaps().orElseThrow().get(0);

      assertThat(Math.abs(after)).isLessThan(Math.abs(before) / 20).isLessThan(0.01);
    }
  }

  @Test
  void anInputThatIsTheBaselineGetsNothing() {
    FloatNdArray start = NdArrays.ofFloats(Shape.of(1, 4));
    try (SmoothModel model = SmoothModel.ofVectors(4)) {
      GradientResult result = model.run(GuidedIg.of().withSteps(5), start, 0);

      assertThat(Maps.array(result.onlyMap())).containsOnly(0);
      assertThat(result.gaps().orElseThrow().get(0)).isZero();
    }
  }

  @Test
  void severalInputsGoAlongOnePath() {
    FloatNdArray first = Inputs.normal(2, 1, 2);
    FloatNdArray second = Inputs.normal(3, 1, 3);
    double[] firstWeights = {1, -4};
    double[] secondWeights = {2, 3, 0.5};
    try (SmoothModel model = SmoothModel.linear(firstWeights, secondWeights)) {
      GradientResult result =
          model.run(GuidedIg.of().withSteps(7).withMaxDistance(0.5), first, second);

      assertThat(result.maps()).containsOnlyKeys("x", "y");
      assertThat((double) requireNonNull(result.maps().get("x")).getFloat(0, 1))
          .isCloseTo(-4 * first.getFloat(0, 1), within(ROUNDING));
      assertThat((double) requireNonNull(result.maps().get("y")).getFloat(0, 2))
          .isCloseTo(0.5 * second.getFloat(0, 2), within(ROUNDING));
      assertThat(result.gaps().orElseThrow().get(0)).isCloseTo(0, within(ROUNDING));
    }
  }

  @Test
  void isAValue() {
    assertThat(GuidedIg.of())
        .isEqualTo(GuidedIg.of().withSteps(200).withFraction(0.25).withMaxDistance(0.02));
  }

  @Test
  void noStepsAreRefused() {
    assertThatThrownBy(() -> GuidedIg.of().withSteps(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The number of steps (0) must be positive.");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.5, 1.5, Double.NaN})
  void aFractionThatIsNoShareIsRefused(double fraction) {
    assertThatThrownBy(() -> GuidedIg.of().withFraction(fraction))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The fraction (" + fraction + ") must be above 0 and at most 1.");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.5, 1.5, Double.NaN})
  void aDistanceThatIsNoShareIsRefused(double distance) {
    assertThatThrownBy(() -> GuidedIg.of().withMaxDistance(distance))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The largest distance ("
                + distance
                + ") must be between 0 and 1.\n"
                + "Maybe give it as a fraction of the line from the baseline to the input.");
  }
}
