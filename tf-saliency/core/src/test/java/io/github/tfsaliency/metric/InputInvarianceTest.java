package io.github.tfsaliency.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.github.tfsaliency.attribution.Attribution;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;

class InputInvarianceTest {
  private static final double[] WEIGHTS = {1, -2, 3};
  private static final FloatNdArray INPUT = Images.row(1, 2, 4);
  private static final FloatNdArray SHIFTED = Images.row(11, 12, 14);

  @Test
  void ofTheGradientOfALinearModelIsPerfect() {
    // The shifted model has the same weights, and so the same gradient.
    assertThat(
            InputInvariance.of(
                Attribution.of(Images.row(WEIGHTS)), Attribution.of(Images.row(WEIGHTS))))
        .isEqualTo(new InputInvariance(0, 1));
  }

  @Test
  void ofGradientTimesInputIsNot() {
    InputInvariance invariance =
        InputInvariance.of(
            Attribution.of(Models.product(INPUT, WEIGHTS)),
            Attribution.of(Models.product(SHIFTED, WEIGHTS)));

    // A = (1, -4, 12), B - A = 10 w
    assertThat(invariance.relativeDifference())
        .isCloseTo(10 * Math.sqrt(14 / 161.0), offset(1e-12));
  }

  @Test
  void comparesRanksOfSignedValues() {
    assertThat(
            InputInvariance.of(
                Attribution.of(Images.row(1, 2, 3)), Attribution.of(Images.row(-1, -2, -3))))
        .isEqualTo(new InputInvariance(2, -1));
  }

  @Test
  void isUndefinedIfTheMapIsZero() {
    assertThat(
            InputInvariance.of(Attribution.of(Images.row(0, 0)), Attribution.of(Images.row(1, 2))))
        .isEqualTo(new InputInvariance(Double.NaN, Double.NaN));
  }

  @Test
  void refusesMapsOfOtherShapes() {
    assertThatThrownBy(
            () ->
                InputInvariance.of(Attribution.of(Images.row(1)), Attribution.of(Images.row(1, 2))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The map of the shifted model (shape [1, 2, 1]) does not fit the map (shape"
                + " [1, 1, 1]).");
  }
}
