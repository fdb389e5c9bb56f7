package io.github.tfsaliency.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Baseline;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

class MuFidelityTest {
  private static final MuFidelity TO_ZERO = MuFidelity.of(Baseline.constant(0));
  private static final Shape SHAPE = Shape.of(12, 10, 2);
  private static final FloatNdArray INPUT = Images.randomMap(new Random(1), SHAPE);
  private static final FloatNdArray MAP = Images.randomMap(new Random(2), SHAPE);
  private static final double[] WEIGHTS = Models.values(Images.randomMap(new Random(3), SHAPE));

  @Test
  void ofALinearModelIsOne() {
    ScoreFunction model = Models.linear(3, WEIGHTS);
    FloatNdArray map = Models.product(INPUT, WEIGHTS);

    assertThat(TO_ZERO.measure(model, INPUT, Attribution.of(map))).isCloseTo(1, offset(1e-12));
    assertThat(
            TO_ZERO
                .withCorrelation(Correlation.SPEARMAN)
                .measure(model, INPUT, Attribution.of(map)))
        .isGreaterThan(0.99);
  }

  @Test
  void ofARisingFunctionOfALinearModelHasPerfectRanks() {
    FloatNdArray input = Images.image(2, 2, 1, 1, 2, 4, 8);
    ScoreFunction model = Models.of(x -> Math.cbrt(x[0] + x[1] + x[2] + x[3]));
    MuFidelity metric = TO_ZERO.withShare(0.5);

    assertThat(
            metric
                .withCorrelation(Correlation.SPEARMAN)
                .measure(model, input, Attribution.of(input)))
        .isCloseTo(1, offset(1e-12));
    assertThat(metric.measure(model, input, Attribution.of(input))).isLessThan(0.999);
  }

  @Test
  void agreesWithASlowReplica() {
    RandomSubsets subsets = new RandomSubsets(9, 2, 60, 4); // round(0.2 x 9) of 3 x 3 cells
    double[] x = Models.values(INPUT);
    double[] a = Models.values(MAP);
    double[] sums = new double[60];
    double[] drops = new double[60];
    for (int i = 0; i < 60; i++) {
      double[] changed = x.clone();
      for (int h = 0; h < 12; h++) {
        for (int w = 0; w < 10; w++) {
          // Rows 0-3, 4-7, 8-11; columns 0-3, 4-6, 7-9.
          int cell = h / 4 * 3 + (w < 4 ? 0 : w < 7 ? 1 : 2);
          for (int c = 0; c < 2 && subsets.subset(i)[cell]; c++) {
            sums[i] += a[(h * 10 + w) * 2 + c];
            changed[(h * 10 + w) * 2 + c] = 0;
          }
        }
      }
      drops[i] = score(x) - score(changed);
    }

    assertThat(
            TO_ZERO
                .withGrid(3)
                .withSubsets(60)
                .withSeed(4)
                .measure(Models.entangled(), INPUT, Attribution.of(MAP)))
        .isCloseTo(CorrelationTest.slowPearson(sums, drops), offset(1e-9));
  }

  private static double score(double[] values) {
    return Models.entangled().scores(Images.array(Shape.of(1).append(SHAPE), values))[0];
  }

  @Test
  void hasNoMoreCellsThanPixels() {
    FloatNdArray input = Models.vector(1, 2, 4, 8);

    assertThat(TO_ZERO.measure(Models.linear(0, 1, 1, 1, 1), input, Attribution.of(input)))
        .isCloseTo(1, offset(1e-12));
  }

  @Test
  void doesNotDependOnTheBatchSize() {
    assertThat(TO_ZERO.withBatchSize(7).measure(Models.entangled(), INPUT, Attribution.of(MAP)))
        .isEqualTo(TO_ZERO.measure(Models.entangled(), INPUT, Attribution.of(MAP)));
  }

  @Test
  void dependsOnTheSeed() {
    assertThat(TO_ZERO.withSeed(1).measure(Models.entangled(), INPUT, Attribution.of(MAP)))
        .isNotEqualTo(TO_ZERO.measure(Models.entangled(), INPUT, Attribution.of(MAP)));
  }

  @Test
  void costsAsManyPassesAsSubsetsAndOne() {
    List<Long> sizes = new ArrayList<>();

    double unused =
        TO_ZERO.measure(Models.noting(sizes, Models.entangled()), INPUT, Attribution.of(MAP));

    assertThat(sizes.stream().mapToLong(size -> size).sum()).isEqualTo(201);
  }

  @Test
  void ofAConstantScoreIsUndefined() {
    assertThat(TO_ZERO.measure(Models.of(x -> 0.1), INPUT, Attribution.of(MAP))).isNaN();
  }

  @Test
  void refusesAShareInPercent() {
    assertThatThrownBy(() -> TO_ZERO.withShare(20))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The fraction of the cells in a subset (20.0) must lie between 0 and 1.\n"
                + "Maybe divide percent by 100.");
  }

  @Test
  void refusesAGridWithoutCells() {
    assertThatThrownBy(() -> TO_ZERO.withGrid(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The grid (0) must have at least 1 cell in each direction.");
  }
}
