package io.github.tfsaliency.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Baseline;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

class InfidelityTest {
  private static final Shape SHAPE = Shape.of(4, 5, 2);
  private static final FloatNdArray INPUT = Images.randomMap(new Random(1), SHAPE);
  private static final FloatNdArray MAP = Images.randomMap(new Random(2), SHAPE);
  private static final double[] WEIGHTS = Models.values(Images.randomMap(new Random(3), SHAPE));
  private static final FloatNdArray SLOPES = Images.array(SHAPE, WEIGHTS);
  private static final Infidelity NOISE = Infidelity.of(Perturbations.gaussian(0.5));
  private static final Infidelity HOLES =
      Infidelity.of(Perturbations.squares(2, Baseline.constant(0)));

  @Test
  void ofTheGradientOfALinearModelIsZero() {
    ScoreFunction model = Models.linear(3, WEIGHTS);

    assertThat(HOLES.measure(model, INPUT, Attribution.of(SLOPES))).isCloseTo(0, offset(1e-20));
    // The input less the noise is rounded to float.
    assertThat(NOISE.measure(model, INPUT, Attribution.of(SLOPES))).isCloseTo(0, offset(1e-11));
  }

  @Test
  void ofGradientTimesInputOfALinearModelIsZeroIfToldSo() {
    FloatNdArray input = Images.array(SHAPE, Images.ramp(-2, 0.125, 40)); // also has a zero
    FloatNdArray map = Models.product(input, WEIGHTS);
    ScoreFunction model = Models.linear(3, WEIGHTS);

    assertThat(HOLES.withMultipliedMap(true).measure(model, input, Attribution.of(map)))
        .isCloseTo(0, offset(1e-20));
    assertThat(HOLES.measure(model, input, Attribution.of(map))).isGreaterThan(0.1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void ofPerturbationsThatAreGivenIsTheFormula(boolean normalized) {
    Random random = new Random(7);
    double[] changes = Models.values(Images.randomMap(random, Shape.of(6, 4, 5, 2)));
    double[] x = Models.values(INPUT);
    double[] a = Models.values(MAP);
    double[] expected = new double[6];
    double[] drops = new double[6];
    for (int i = 0; i < 6; i++) {
      double[] changed = x.clone();
      for (int j = 0; j < 40; j++) {
        expected[i] += changes[i * 40 + j] * a[j];
        changed[j] -= changes[i * 40 + j];
      }
      drops[i] = score(x) - score(changed);
    }
    double products = 0;
    double squares = 0;
    for (int i = 0; i < 6; i++) {
      products += expected[i] * drops[i] / 6;
      squares += expected[i] * expected[i] / 6;
    }
    double beta = normalized ? products / squares : 1;
    double mean = 0;
    for (int i = 0; i < 6; i++) {
      mean += Math.pow(beta * expected[i] - drops[i], 2) / 6;
    }

    assertThat(
            NOISE
                .withPerturbations(Images.array(Shape.of(6, 4, 5, 2), changes))
                .withNormalized(normalized)
                .measure(Models.entangled(), INPUT, Attribution.of(MAP)))
        .isCloseTo(mean, offset(1e-9));
  }

  private static double score(double[] values) {
    return Models.entangled().scores(Images.array(Shape.of(1).append(SHAPE), values))[0];
  }

  @Test
  void normalizedDoesNotDependOnTheScaleOfTheMap() {
    Infidelity metric = NOISE.withNormalized(true);
    FloatNdArray scaled = Models.product(MAP, Images.ramp(1024, 0, 40));

    assertThat(metric.measure(Models.entangled(), INPUT, Attribution.of(scaled)))
        .isCloseTo(metric.measure(Models.entangled(), INPUT, Attribution.of(MAP)), offset(1e-9));
  }

  @Test
  void normalizedIsAtMostWhatItIsOtherwise() {
    assertThat(NOISE.withNormalized(true).measure(Models.entangled(), INPUT, Attribution.of(MAP)))
        .isLessThan(NOISE.measure(Models.entangled(), INPUT, Attribution.of(MAP)));
  }

  @Test
  void ofAMapOfZerosIsTheMeanSquaredDrop() {
    FloatNdArray zeros = Images.row(0, 0);
    Infidelity metric = NOISE.withPerturbations(Images.array(Shape.of(2, 1, 2, 1), 1, 5, 3, 5));

    assertThat(metric.measure(Models.element(0), Images.row(1, 1), Attribution.of(zeros)))
        .isEqualTo((1 + 9) / 2.0);
    assertThat(
            metric
                .withNormalized(true)
                .measure(Models.element(0), Images.row(1, 1), Attribution.of(zeros)))
        .isEqualTo((1 + 9) / 2.0);
  }

  @Test
  void doesNotDependOnTheBatchSize() {
    assertThat(NOISE.withBatchSize(7).measure(Models.entangled(), INPUT, Attribution.of(MAP)))
        .isEqualTo(NOISE.measure(Models.entangled(), INPUT, Attribution.of(MAP)));
  }

  @Test
  void dependsOnTheSeedAlone() {
    Infidelity other = Infidelity.of(Perturbations.gaussian(0.5).withSeed(1));

    assertThat(NOISE.measure(Models.entangled(), INPUT, Attribution.of(MAP)))
        .isEqualTo(NOISE.measure(Models.entangled(), INPUT, Attribution.of(MAP)))
        .isNotEqualTo(other.measure(Models.entangled(), INPUT, Attribution.of(MAP)));
  }

  @Test
  void takesAMapWithoutChannelsIfTheInputHasOne() {
    FloatNdArray input = Images.row(1, 2, 3);
    double[] slopes = {1, 2, 3};

    assertThat(
            HOLES.measure(
                Models.linear(0, slopes),
                input,
                Attribution.of(Images.array(Shape.of(1, 3), slopes))))
        .isZero();
  }

  @Test
  void refusesAMapWithoutTheChannelsOfTheInput() {
    double[] pixels = Arrays.copyOf(WEIGHTS, 20);

    assertThatThrownBy(
            () ->
                NOISE.measure(
                    Models.entangled(), INPUT, Attribution.of(Images.image(4, 5, 1, pixels))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The map (shape [4, 5, 1]) does not fit the input (shape [4, 5, 2]).\n"
                + "Maybe use a map of every channel, because its products with changes of channels"
                + " are summed.");
  }
}
