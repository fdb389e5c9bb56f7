package io.github.tfsaliency.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.method.hiding.Lime;
import io.github.tfsaliency.segment.Segments;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.ScoredGraphs;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;

class LimeTest {
  /**
   * With a wide kernel the weights are 1, so that a ridge of 1 is nothing beside a quarter of n.
   */
  @Test
  void featuresOfALinearModelGetTheirPartsOfTheScore() {
    double[] weights = {1, -2, 0.5, 3};
    double[] input = {0.5, 1, -1, 0.25};

    float[] map =
        ScoredGraphs.map(
            ScoredGraphs.linear(weights, 4),
            Lime.of().withSamples(20000).withWidth(100),
            ScoredGraphs.array(input, 1, 4),
            0);

    for (int i = 0; i < map.length; i++) {
      assertThat((double) map[i]).isCloseTo(weights[i] * input[i], within(1e-3));
    }
  }

  /**
   * Of one feature, kept in n1 variants of weight 1 and hidden in n0 of weight p: the ridge makes
   * its part smaller by s / (s + 1), with s the weighted sum of squares about the mean.
   */
  @Test
  void theRidgeShrinksValuesByItsShare() {
    float[] map =
        ScoredGraphs.map(
            ScoredGraphs.linear(new double[] {3}, 1),
            Lime.of().withSamples(100).withWidth(1),
            ScoredGraphs.array(new double[] {2}, 1, 1),
            0);

    double hidden = Math.exp(-0.5);
    boolean found = false;
    for (int kept = 1; kept <= 100; kept++) {
      double gone = (100 - kept) * hidden;
      double squares = kept * gone / (kept + gone);
      found |= Math.abs(map[0] - 6 * squares / (squares + 1)) < 1e-5;
    }
    assertThat(found).isTrue();
    assertThat(map[0]).isBetween(5.5f, 6f);
  }

  @Test
  void aSegmentOfOneColorGetsNothingWhenHiddenByItsMean() {
    FloatNdArray input = ScoredGraphs.array(new double[] {3, 3, 1, 2}, 1, 1, 4, 1);
    Lime lime =
        Lime.of().withSamples(500).withSegmentation(Segments.of(new int[][] {{0, 0, 1, 1}}));
    double[] weights = {1, 1, 1, -1};

    float[] map =
        ScoredGraphs.map(
            ScoredGraphs.linear(weights, 1, 4, 1), lime.withMeanColor().withWidth(100), input, 0);

    assertThat(map[0]).isCloseTo(0, within(0.01f));
    // the second half differs from its mean 1.5 by -0.5 and 0.5
    assertThat(map[2]).isCloseTo(-1, within(0.02f));
    assertThat(map[3]).isEqualTo(map[2]);
  }

  @Test
  void otherSeedsDrawOtherVariants() {
    FloatNdArray input = Inputs.normal(1, 1, 6);

    float[] map = ScoredGraphs.map(ScoredGraphs.nonlinear(6), Lime.of().withSamples(20), input, 0);

    assertThat(
            ScoredGraphs.map(
                ScoredGraphs.nonlinear(6), Lime.of().withSamples(20).withSeed(2), input, 0))
        .isNotEqualTo(map);
  }

  @Test
  void aBaselineTakesTheMeanColourBack() {
    assertThat(Lime.of().withMeanColor().withBaseline(Baseline.constant(0))).isEqualTo(Lime.of());
  }

  @Test
  void refusesBadNumbers() {
    assertThatThrownBy(() -> Lime.of().withSamples(0))
        .hasMessage("The number of variants (0) must be positive.");
    assertThatThrownBy(() -> Lime.of().withWidth(0))
        .hasMessage("The width of the kernel (0.0) must be positive and finite.");
  }
}
