package io.github.tfsaliency.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.method.path.ExpectedGradients;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.SmoothModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;

class ExpectedGradientsTest {
  private static final double ROUNDING = 1e-5;
  private static final double[] WEIGHTS = {0.5, -2, 3, 1};

  private final FloatNdArray input = Inputs.normal(1, 1, WEIGHTS.length);

  @Test
  void ofALinearModelIsTheWeightTimesTheDifferenceFromTheBaseline() {
    try (SmoothModel model = SmoothModel.linear(WEIGHTS, WEIGHTS.length)) {
      GradientResult result =
          model.run(ExpectedGradients.of(Baseline.constant(0.25)).withSamples(3), input, 0);

      for (int i = 0; i < WEIGHTS.length; i++) {
        assertThat((double) result.onlyMap().getFloat(0, i))
            .isCloseTo(WEIGHTS[i] * (input.getFloat(0, i) - 0.25), within(ROUNDING));
      }
      assertThat(result.gaps().orElseThrow().get(0)).isCloseTo(0, within(ROUNDING));
    }
  }

  /** One draw of two: the line begins 1 from their mean, at each of the values. */
  @Test
  void theGapCountsTheBaselinesThatWereNotDrawn() {
    try (SmoothModel model = SmoothModel.linear(WEIGHTS, WEIGHTS.length)) {
      GradientResult result =
          model.run(
              ExpectedGradients.of(Baseline.constant(0), Baseline.constant(2)).withSamples(1),
              input,
              0);

      double sumOfWeights = 2.5;
      assertThat(Math.abs(result.gaps().orElseThrow().get(0)))
          .isCloseTo(sumOfWeights, within(ROUNDING));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theGapShrinksWithTheSamples(long seed) {
    ExpectedGradients method =
        ExpectedGradients.of(Baseline.constant(0), Baseline.constant(0.5)).withSeed(seed);
    FloatNdArray vectors = Inputs.normal(5, 1, 6);
    try (SmoothModel model = SmoothModel.ofVectors(6)) {
      double few = model.run(method.withSamples(10), vectors, 1).gaps().orElseThrow().get(0);
      double many = model.run(method.withSamples(20_000), vectors, 1).gaps().orElseThrow().get(0);

      assertThat(Math.abs(many)).isLessThan(Math.abs(few) / 3).isLessThan(0.05);
    }
  }

  @Test
  void anotherSeedDrawsOtherPoints() {
    ExpectedGradients method =
        ExpectedGradients.of(Baseline.constant(0), Baseline.constant(1)).withSamples(20);
    FloatNdArray vectors = Inputs.normal(5, 1, 6);
    try (SmoothModel model = SmoothModel.ofVectors(6)) {
      FloatNdArray map = model.run(method, vectors, 1).onlyMap();

      assertThat(model.run(method.withSeed(1), vectors, 1).onlyMap()).isEqualTo(map);
      assertThat(model.run(method.withSeed(2), vectors, 1).onlyMap()).isNotEqualTo(map);
    }
  }

  @Test
  void isAValue() {
    assertThat(ExpectedGradients.of(Baseline.constant(0)))
        .isEqualTo(
            ExpectedGradients.of(ImmutableList.of(Baseline.constant(0)))
                .withSamples(200)
                .withSeed(1));
  }

  @Test
  void noBaselinesAreRefused() {
    assertThatThrownBy(ExpectedGradients::of)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Expected gradients need at least one baseline.\n"
                + "Maybe give a few inputs of the kind that the model was trained on.");
  }

  @Test
  void noSamplesAreRefused() {
    ExpectedGradients method = ExpectedGradients.of(Baseline.constant(0));

    assertThatThrownBy(() -> method.withSamples(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The number of samples (0) must be positive.");
  }
}
