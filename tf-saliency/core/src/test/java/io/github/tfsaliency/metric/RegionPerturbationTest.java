package io.github.tfsaliency.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Baseline;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

class RegionPerturbationTest {
  private static final RegionPerturbation SQUARES =
      RegionPerturbation.of(Baseline.constant(0)).withSide(2);

  /** Squares of side 2 that contribute 4, 1, 8 and, cut off, 2. */
  private static final FloatNdArray INPUT = Images.image(3, 3, 1, 1, 1, 0.5, 1, 1, 0.5, 4, 4, 2);

  private static final ScoreFunction SUM = Models.linear(0, Images.ramp(1, 0, 9));

  @Test
  void replacesTheMostRelevantSquareFirst() {
    assertThat(SQUARES.mostRelevantFirst(SUM, INPUT, Attribution.of(INPUT)).scores().toArray())
        .containsExactly(15, 7, 3, 1, 0);
  }

  @Test
  void replacesTheLeastRelevantSquareFirst() {
    assertThat(SQUARES.leastRelevantFirst(SUM, INPUT, Attribution.of(INPUT)).scores().toArray())
        .containsExactly(15, 14, 12, 8, 0);
  }

  @Test
  void countsSquaresInItsFractions() {
    assertThat(SQUARES.mostRelevantFirst(SUM, INPUT, Attribution.of(INPUT)).fractions().toArray())
        .containsExactly(0, 0.25, 0.5, 0.75, 1);
  }

  @Test
  void hasTheAreaBetweenTheCurves() {
    // (14 - 7 + 12 - 3 + 8 - 1) / 4
    assertThat(SQUARES.abpc(SUM, INPUT, Attribution.of(INPUT))).isCloseTo(5.75, offset(1e-12));
  }

  @Test
  void ofAnOppositeMapIsAsBadAsTheMapIsGood() {
    FloatNdArray opposite = Models.product(INPUT, Images.ramp(-1, 0, 9));

    assertThat(SQUARES.abpc(SUM, INPUT, Attribution.of(opposite))).isCloseTo(-5.75, offset(1e-12));
  }

  @Test
  void ofAConstantMapIsZero() {
    FloatNdArray constant = Images.image(4, 4, 1, Images.ramp(3, 0, 16));

    assertThat(SQUARES.abpc(Models.entangled(), constant, Attribution.of(constant))).isZero();
  }

  @Test
  void hasTheAopcOfSamek() {
    assertThat(SQUARES.mostRelevantFirst(SUM, INPUT, Attribution.of(INPUT)).aopc())
        .isCloseTo((0 + 8 + 12 + 14 + 15) / 5.0, offset(1e-12));
  }

  @Test
  void stopsAfterItsSteps() {
    PerturbationCurve curve =
        SQUARES.withSteps(2).mostRelevantFirst(SUM, INPUT, Attribution.of(INPUT));

    assertThat(curve.scores().toArray()).containsExactly(15, 7, 3);
    assertThat(curve.fractions().toArray()).containsExactly(0, 0.25, 0.5);
  }

  @Test
  void takesFeaturesInRuns() {
    PerturbationCurve curve =
        SQUARES.mostRelevantFirst(
            Models.linear(0, 1, 1, 1, 1, 1),
            Models.vector(1, 1, 2, 2, 9),
            Attribution.of(Models.vector(1, 1, 2, 2, 9)));

    assertThat(curve.scores().toArray()).containsExactly(15, 6, 2, 0);
  }

  @Test
  void replacesByTheSameNoiseInBothOrders() {
    RegionPerturbation noisy = RegionPerturbation.of(Baseline.uniformNoise(-1, 1, 9)).withSide(2);

    double most =
        noisy.mostRelevantFirst(Models.entangled(), INPUT, Attribution.of(INPUT)).scores().get(4);
    double least =
        noisy.leastRelevantFirst(Models.entangled(), INPUT, Attribution.of(INPUT)).scores().get(4);

    assertThat(most).isEqualTo(least);
  }

  @Test
  void doesNotDependOnTheBatchSize() {
    FloatNdArray input = Images.randomMap(new Random(1), Shape.of(9, 7, 2));
    FloatNdArray map = Images.randomMap(new Random(2), Shape.of(9, 7, 2));

    assertThat(SQUARES.withBatchSize(3).abpc(Models.entangled(), input, Attribution.of(map)))
        .isEqualTo(SQUARES.abpc(Models.entangled(), input, Attribution.of(map)));
  }

  @Test
  void ofSideOneIsDeletion() {
    FloatNdArray input = Images.randomMap(new Random(1), Shape.of(5, 7, 2));
    FloatNdArray map = Images.randomMap(new Random(2), Shape.of(5, 7, 2));

    assertThat(
            SQUARES.withSide(1).mostRelevantFirst(Models.entangled(), input, Attribution.of(map)))
        .isEqualTo(
            Deletion.of(Baseline.constant(0))
                .measure(Models.entangled(), input, Attribution.of(map)));
  }

  @Test
  void poolsChannelsAsItIsTold() {
    FloatNdArray input = Images.image(1, 2, 2, 1, 1, 1, 1);
    FloatNdArray map = Images.image(1, 2, 2, 1, 1, 9, -9);

    assertThat(
            SQUARES
                .withSide(1)
                .withPooling(Pooling.L2_SQUARED)
                .mostRelevantFirst(Models.element(0), input, Attribution.of(map))
                .scores()
                .get(1))
        .isEqualTo(1);
  }

  @Test
  void refusesSquaresWithoutASide() {
    assertThatThrownBy(() -> SQUARES.withSide(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The side of a square (0) must be at least 1.");
  }
}
