package io.github.tfsaliency.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Baseline;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

class InsertionTest {
  private static final PixelCurve INTO_ZERO = Insertion.of(Baseline.constant(0));

  @Test
  void putsTheLargestContributionOfALinearModelBackFirst() {
    FloatNdArray input = Models.vector(1, 2, -1, 4);
    double[] weights = {3, -1, -2, 0.25};

    PerturbationCurve curve =
        INTO_ZERO.measure(
            Models.linear(10, weights),
            input,
            Attribution.of(Models.product(input, weights))); // 3, -2, 2, 1

    assertThat(curve.fractions().toArray()).containsExactly(0, 0.25, 0.5, 0.75, 1);
    assertThat(curve.scores().toArray()).containsExactly(10, 13, 15, 16, 14);
  }

  @Test
  void knowsTheScoreOfTheInput() {
    FloatNdArray input = Images.row(3, 4);

    assertThat(
            INTO_ZERO.measure(Models.linear(0, 1, 1), input, Attribution.of(input)).scoreOfInput())
        .isEqualTo(7);
  }

  @Test
  void risesAtOnceIfOnlyOnePixelMatters() {
    PerturbationCurve curve =
        INTO_ZERO.measure(
            Models.element(2), Images.row(1, 1, 7, 1), Attribution.of(Images.row(0, 0, 1, 0)));

    assertThat(curve.scores().toArray()).containsExactly(0, 7, 7, 7, 7);
    assertThat(curve.area()).isEqualTo(7 * 3.5 / 4);
  }

  @Test
  void startsFromACopyThatTheCallerHasBlurred() {
    FloatNdArray blurred = Images.row(2, 2, 2);

    PerturbationCurve curve =
        Insertion.of(Baseline.array(blurred))
            .measure(
                Models.linear(0, 1, 10, 100),
                Images.row(1, 2, 3),
                Attribution.of(Images.row(1, 2, 3)));

    assertThat(curve.scores().toArray()).containsExactly(222, 322, 322, 321);
  }

  @Test
  void ofALinearModelMirrorsDeletion() {
    // What is removed and what is left sum to the whole.
    Random random = new Random(4);
    double[] weights = random.doubles(30).toArray();
    FloatNdArray input = Images.randomMap(random, Shape.of(5, 3, 2));
    FloatNdArray map = Models.product(input, weights);
    ScoreFunction model = Models.linear(1, weights);

    double whole = model.scores(input.withShape(Shape.of(1, 5, 3, 2)))[0] + 1;
    assertThat(INTO_ZERO.measure(model, input, Attribution.of(map)).area())
        .isCloseTo(
            whole
                - Deletion.of(Baseline.constant(0))
                    .measure(model, input, Attribution.of(map))
                    .area(),
            offset(1e-9));
  }

  @Test
  void doesNotDependOnTheBatchSize() {
    FloatNdArray input = Images.randomMap(new Random(1), Shape.of(4, 3, 2));
    FloatNdArray map = Images.randomMap(new Random(2), Shape.of(4, 3, 2));

    assertThat(INTO_ZERO.withBatchSize(5).measure(Models.entangled(), input, Attribution.of(map)))
        .isEqualTo(INTO_ZERO.measure(Models.entangled(), input, Attribution.of(map)));
  }

  @Test
  void takesStepsAndPooling() {
    PerturbationCurve curve =
        INTO_ZERO
            .withSteps(1)
            .withPooling(Pooling.MAX_NORM)
            .measure(Models.element(0), Images.row(5, 6), Attribution.of(Images.row(1, -2)));

    assertThat(curve.scores().toArray()).containsExactly(0, 5);
  }
}
