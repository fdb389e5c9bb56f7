package io.github.tfsaliency.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.NonFiniteValueException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

class DeletionTest {
  private static final PixelCurve TO_ZERO = Deletion.of(Baseline.constant(0));

  @Test
  void takesTheLargestContributionOfALinearModelFirst() {
    FloatNdArray input = Models.vector(1, 2, -1, 4);
    double[] weights = {3, -1, -2, 0.25};

    PerturbationCurve curve =
        TO_ZERO.measure(
            Models.linear(10, weights),
            input,
            Attribution.of(Models.product(input, weights))); // 3, -2, 2, 1

    assertThat(curve.fractions().toArray()).containsExactly(0, 0.25, 0.5, 0.75, 1);
    assertThat(curve.scores().toArray()).containsExactly(14, 11, 9, 8, 10);
  }

  @Test
  void hasTheAreaOfTheClosedForm() {
    // All contribute 1: the score falls on a straight line from n to 0.
    FloatNdArray ones = Images.image(5, 5, 1, ones(25));

    assertThat(TO_ZERO.measure(Models.linear(0, ones(25)), ones, Attribution.of(ones)).area())
        .isCloseTo(12.5, offset(1e-12));
  }

  @Test
  void dropsAllAtOnceIfOnlyOnePixelMatters() {
    FloatNdArray input = Images.row(1, 1, 7, 1);

    PerturbationCurve curve =
        TO_ZERO.measure(Models.element(2), input, Attribution.of(Images.row(0, 0, 1, 0)));

    assertThat(curve.scores().toArray()).containsExactly(7, 0, 0, 0, 0);
    assertThat(curve.area()).isEqualTo(7 * 0.5 / 4);
  }

  @Test
  void takesPixelsOfAConstantMapInTheirOrder() {
    FloatNdArray input = Images.row(1, 10, 100);

    PerturbationCurve curve =
        TO_ZERO.measure(
            Models.linear(0, 1, 1, 1), input, Attribution.of(Images.row(-0.0, 0, -0.0)));

    assertThat(curve.scores().toArray()).containsExactly(111, 110, 100, 0);
  }

  @Test
  void removesAsManyPixelsAsTheFormulaSays() {
    PerturbationCurve curve =
        TO_ZERO
            .withSteps(4)
            .measure(
                Models.linear(0, ones(10)),
                Models.vector(ones(10)),
                Attribution.of(Models.vector(Images.ramp(10, -1, 10))));

    // round(2.5) = 3, round(7.5) = 8
    assertThat(curve.scores().toArray()).containsExactly(10, 7, 5, 2, 0);
    assertThat(curve.fractions().toArray()).containsExactly(0, 0.3, 0.5, 0.8, 1);
  }

  @Test
  void removesAllChannelsOfAPixelTogether() {
    FloatNdArray input = Images.image(1, 2, 2, 1, 2, 3, 4);

    PerturbationCurve curve =
        TO_ZERO.measure(
            Models.linear(0, 1, 10, 100, 1000),
            input,
            Attribution.of(Images.image(1, 2, 2, 5, 5, 9, 0)));

    assertThat(curve.scores().toArray()).containsExactly(4321, 4300, 0);
  }

  @Test
  void countsNegativeRelevanceAgainstAPixelUnlessPooledOtherwise() {
    FloatNdArray input = Images.image(1, 2, 2, 1, 1, 1, 1);
    FloatNdArray map = Images.image(1, 2, 2, 1, 1, 9, -9);
    ScoreFunction first = Models.element(0);

    assertThat(TO_ZERO.measure(first, input, Attribution.of(map)).scores().get(1)).isZero();
    assertThat(
            TO_ZERO
                .withPooling(Pooling.SUM_ABSOLUTE)
                .measure(first, input, Attribution.of(map))
                .scores()
                .get(1))
        .isEqualTo(1);
  }

  @Test
  void takesMapsOfOneValueAPixel() {
    FloatNdArray input = Images.image(1, 2, 2, 1, 2, 3, 4);
    ScoreFunction model = Models.entangled();
    PerturbationCurve expected =
        TO_ZERO.measure(model, input, Attribution.of(Images.image(1, 2, 2, 0, 1, 2, 3)));

    assertThat(TO_ZERO.measure(model, input, Attribution.of(Images.row(1, 5)))).isEqualTo(expected);
    assertThat(TO_ZERO.measure(model, input, Attribution.of(Images.array(Shape.of(1, 2), 1, 5))))
        .isEqualTo(expected);
  }

  @Test
  void endsAtTheReplacement() {
    FloatNdArray input = Images.image(1, 2, 2, 1, 2, 3, 4);
    ScoreFunction model = Models.linear(0, 1, 10, 100, 1000);

    assertThat(last(Baseline.constant(2), model, input)).isEqualTo(2222);
    assertThat(last(Baseline.perChannel(1, 5), model, input)).isEqualTo(5151);
    assertThat(last(Baseline.array(Images.image(1, 2, 2, 9, 8, 7, 6)), model, input))
        .isEqualTo(6789);
  }

  private static double last(Baseline replacement, ScoreFunction model, FloatNdArray input) {
    return Deletion.of(replacement).measure(model, input, Attribution.of(input)).scores().get(2);
  }

  @Test
  void doesNotDependOnTheBatchSize() {
    FloatNdArray input = Images.randomMap(new Random(1), Shape.of(4, 3, 2));
    FloatNdArray map = Images.randomMap(new Random(2), Shape.of(4, 3, 2));
    PerturbationCurve expected = TO_ZERO.measure(Models.entangled(), input, Attribution.of(map));

    for (int size : new int[] {1, 2, 5, 13, 100}) {
      assertThat(
              TO_ZERO.withBatchSize(size).measure(Models.entangled(), input, Attribution.of(map)))
          .isEqualTo(expected);
    }
  }

  @Test
  void scoresNoMoreAtOnceThanTheBatchSize() {
    List<Long> sizes = new ArrayList<>();

    var unused =
        TO_ZERO
            .withBatchSize(2)
            .measure(
                Models.noting(sizes, Models.element(0)),
                Images.row(1, 2, 3, 4),
                Attribution.of(Images.row(1, 2, 3, 4)));

    assertThat(sizes).containsExactly(2L, 2L, 1L);
  }

  @Test
  void doesNotDependOnTheScaleOfTheMap() {
    FloatNdArray input = Images.randomMap(new Random(1), Shape.of(4, 3, 2));
    double[] map = Models.values(Images.randomMap(new Random(2), Shape.of(4, 3, 2)));
    double[] scaled = Arrays.stream(map).map(value -> value * 1024).toArray();

    assertThat(
            TO_ZERO.measure(
                Models.entangled(), input, Attribution.of(Images.image(4, 3, 2, scaled))))
        .isEqualTo(
            TO_ZERO.measure(Models.entangled(), input, Attribution.of(Images.image(4, 3, 2, map))));
  }

  @Test
  void agreesWithASlowReplica() {
    Random random = new Random(3);
    FloatNdArray input = Images.randomMap(random, Shape.of(5, 4, 2));
    FloatNdArray map = Images.randomMap(random, Shape.of(5, 4, 2));

    PerturbationCurve curve =
        TO_ZERO.withSteps(7).measure(Models.entangled(), input, Attribution.of(map));

    double[] relevance = new double[20];
    double[] m = Models.values(map);
    for (int i = 0; i < 20; i++) {
      relevance[i] = m[2 * i] + m[2 * i + 1];
    }
    for (int k = 0; k <= 7; k++) {
      double[] x = Models.values(input);
      double[] left = relevance.clone();
      for (int removed = 0; removed < Math.round(k * 20 / 7.0); removed++) {
        int best = 0;
        for (int i = 1; i < 20; i++) {
          best = left[i] > left[best] ? i : best;
        }
        left[best] = Double.NEGATIVE_INFINITY;
        x[2 * best] = 0;
        x[2 * best + 1] = 0;
      }
      assertThat(curve.scores().get(k))
          .isEqualTo(Models.entangled().scores(Images.array(Shape.of(1, 5, 4, 2), x))[0]);
    }
  }

  private static double[] ones(int count) {
    return Images.ramp(1, 0, count);
  }

  @Nested
  class Refuses {
    private final FloatNdArray row = Images.row(1, 2);
    private final ScoreFunction model = Models.element(0);

    @Test
    void aBatch() {
      FloatNdArray batch = Images.array(Shape.of(1, 1, 2, 1), 1, 2);

      assertThatThrownBy(() -> TO_ZERO.measure(model, batch, Attribution.of(batch)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "The input has the shape [1, 1, 2, 1], but must have the shape [H, W, C] or"
                  + " [features].\n"
                  + "Maybe get one sample of the batch.");
    }

    @Test
    void anEmptyInput() {
      FloatNdArray empty = Images.array(Shape.of(0));

      assertThatThrownBy(() -> TO_ZERO.measure(model, empty, Attribution.of(empty)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("The input (shape [0]) is empty.");
    }

    @Test
    void aMapOfAnotherShape() {
      assertThatThrownBy(() -> TO_ZERO.measure(model, row, Attribution.of(Images.row(1, 2, 3))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "The map (shape [1, 3, 1]) does not fit the input (shape [1, 2, 1]).\n"
                  + "Maybe get one sample of a batch with Attribution.sample(int).");
    }

    @Test
    void anInputThatIsNotFinite() {
      assertThatThrownBy(
              () -> TO_ZERO.measure(model, Images.row(1, Double.NaN), Attribution.of(row)))
          .isInstanceOf(NonFiniteValueException.class)
          .hasMessage("The input has the value NaN at [0, 1, 0].");
    }

    @Test
    void aMapThatIsNotFinite() {
      assertThatThrownBy(
              () -> TO_ZERO.measure(model, row, Attribution.of(Images.row(1, Double.NaN))))
          .isInstanceOf(NonFiniteValueException.class)
          .hasMessage("The map has the value NaN at [0, 1, 0].");
    }

    @Test
    void aScoreThatIsNotFinite() {
      ScoreFunction logarithm = Models.of(values -> Math.log(values[1]));

      assertThatThrownBy(() -> TO_ZERO.measure(logarithm, row, Attribution.of(row)))
          .isInstanceOf(NonFiniteValueException.class)
          .hasMessage(
              "The score of copy 2 of 3 of the input is -Infinity.\n"
                  + "Maybe the input was changed to values that the model does not accept.");
    }

    @Test
    void theScoresOfAllClasses() {
      assertThatThrownBy(() -> TO_ZERO.measure(batch -> new double[10], row, Attribution.of(row)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "The score function returned 10 scores for a batch of 3.\n"
                  + "Maybe it returns the scores of all classes instead of one target.");
    }

    @Test
    void zeroSteps() {
      assertThatThrownBy(() -> TO_ZERO.withSteps(0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("The number of steps (0) must be at least 1.");
    }

    @Test
    void anEmptyBatch() {
      assertThatThrownBy(() -> TO_ZERO.withBatchSize(0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("The batch size (0) must be at least 1.");
    }
  }
}
