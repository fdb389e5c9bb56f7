package io.github.tfsaliency.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.method.hiding.Rise;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.ScoredGraphs;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;

class RiseTest {
  private static final int SIDE = 4;
  private static final int CELLS = 2;
  private static final int CELL = SIDE / CELLS;

  /** Features are kept independently: the others are there half the time. */
  @Test
  void featuresConvergeToTheirConditionalMeans() {
    double[] weights = {1, -2, 0.5, 3, 0};
    double[] input = {0.5, 1, -1, 0.25, 7};
    double[] expected = new double[weights.length];
    for (int i = 0; i < expected.length; i++) {
      for (int k = 0; k < expected.length; k++) {
        expected[i] += (i == k ? 1 : 0.5) * weights[k] * input[k];
      }
    }

    double few = error(Rise.of().withSamples(400), weights, input, expected);
    double many = error(Rise.of().withSamples(6400), weights, input, expected);

    // 16 times as many samples: a quarter of the error
    assertThat(few / many).isBetween(2.5, 6.5);
    assertThat(many).isLessThan(0.03);
  }

  /** The root of the mean square over seeds and features. */
  private static double error(Rise rise, double[] weights, double[] input, double[] expected) {
    double sum = 0;
    int seeds = 6;
    for (int seed = 0; seed < seeds; seed++) {
      float[] map =
          ScoredGraphs.map(
              ScoredGraphs.linear(weights, weights.length),
              rise.withSeed(seed),
              ScoredGraphs.array(input, 1, input.length),
              0);
      for (int i = 0; i < map.length; i++) {
        sum += (map[i] - expected[i]) * (map[i] - expected[i]) / map.length / seeds;
      }
    }
    return Math.sqrt(sum);
  }

  /** All 64 masks of 2 x 2 cells and 2 x 2 shifts, which come with the same probability. */
  @Test
  void pixelsConvergeToTheMeanOverAllMasks() {
    FloatNdArray input = Inputs.normal(1, 1, SIDE, SIDE, 2);
    double[] weights = ScoredGraphs.doubles(Inputs.normal(2, SIDE * SIDE * 2));
    double[] expected = meanOverAllMasks(weights, ScoredGraphs.doubles(input));

    float[] map =
        ScoredGraphs.map(
            ScoredGraphs.linear(weights, SIDE, SIDE, 2),
            Rise.of().withSamples(20000).withCells(CELLS),
            input,
            0);

    for (int pixel = 0; pixel < map.length; pixel++) {
      assertThat((double) map[pixel]).isCloseTo(expected[pixel], within(0.1));
    }
    assertThat(spread(expected)).isGreaterThan(1);
  }

  private static double spread(double[] values) {
    return Arrays.stream(values).max().orElse(0) - Arrays.stream(values).min().orElse(0);
  }

  private static double[] meanOverAllMasks(double[] weights, double[] input) {
    double[] sum = new double[SIDE * SIDE];
    double[] kept = new double[SIDE * SIDE];
    for (int cells = 0; cells < 16; cells++) {
      for (int shift = 0; shift < CELL * CELL; shift++) {
        double[] mask = new double[SIDE * SIDE];
        double score = 0;
        for (int pixel = 0; pixel < mask.length; pixel++) {
          mask[pixel] = maskAt(cells, pixel / SIDE + shift / CELL, pixel % SIDE + shift % CELL);
          score += mask[pixel] * weights[2 * pixel] * input[2 * pixel];
          score += mask[pixel] * weights[2 * pixel + 1] * input[2 * pixel + 1];
        }
        for (int pixel = 0; pixel < mask.length; pixel++) {
          sum[pixel] += score * mask[pixel];
          kept[pixel] += mask[pixel];
        }
      }
    }
    Arrays.setAll(sum, pixel -> sum[pixel] / kept[pixel]);
    return sum;
  }

  /** The 2 x 2 cells enlarged to 6 x 6: a sum of hats about the centres of cells. */
  private static double maskAt(int cells, int row, int column) {
    double[] down = shares(row);
    double[] across = shares(column);
    double value = 0;
    for (int cell = 0; cell < 4; cell++) {
      value += ((cells >> cell) & 1) * down[cell / 2] * across[cell % 2];
    }
    return value;
  }

  /** Beyond the outermost centres, at 0 and 1, the cells are mirrored. */
  private static double[] shares(int pixel) {
    double[] second = new double[6];
    for (int i = 0; i < second.length; i++) {
      double position = Math.abs((i + 0.5) / 3 - 0.5);
      second[i] = position > 1 ? 2 - position : position;
    }
    return new double[] {1 - second[pixel], second[pixel]};
  }

  @Test
  void hiddenPixelsAreTheBaseline() {
    double[] weights = {1, 2, 3};
    double[] input = {5, 5, 5};

    float[] map =
        ScoredGraphs.map(
            ScoredGraphs.linear(weights, 3),
            Rise.of().withSamples(50).withBaseline(Baseline.constant(5)),
            ScoredGraphs.array(input, 1, 3),
            0);

    assertThat(map).containsOnly(new float[] {30}, within(1e-5f));
  }

  @Test
  void otherSeedsDrawOtherMasks() {
    FloatNdArray input = Inputs.normal(1, 1, 6);

    float[] map = ScoredGraphs.map(ScoredGraphs.nonlinear(6), Rise.of().withSamples(20), input, 0);

    assertThat(
            ScoredGraphs.map(
                ScoredGraphs.nonlinear(6), Rise.of().withSamples(20).withSeed(2), input, 0))
        .isNotEqualTo(map);
  }

  @Test
  void saysWhichPixelIsNeverKept() {
    assertThatThrownBy(
            () ->
                ScoredGraphs.map(
                    ScoredGraphs.nonlinear(2, 3, 1),
                    Rise.of().withSamples(1).withCells(2).withKeep(1e-9),
                    Inputs.normal(1, 1, 2, 3, 1),
                    0))
        .isInstanceOf(SaliencyException.class)
        .hasMessage(
            """
            None of the 1 masks keeps the pixel at row 0, column 0.
            Maybe use more of them, or keep more.\
            """);
  }

  @Test
  void refusesBadNumbers() {
    assertThatThrownBy(() -> Rise.of().withSamples(0))
        .hasMessage("The number of masks (0) must be positive.");
    assertThatThrownBy(() -> Rise.of().withCells(0))
        .hasMessage("The number of cells (0) must be positive.");
    assertThatThrownBy(() -> Rise.of().withKeep(1))
        .hasMessage(
            """
            The probability to keep a cell (1.0) must lie between 0 and 1.
            Maybe use 0.5, as in the paper.\
            """);
  }
}
