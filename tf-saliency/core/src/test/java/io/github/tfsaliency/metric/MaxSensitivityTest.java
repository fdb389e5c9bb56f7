package io.github.tfsaliency.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.github.tfsaliency.attribution.NonFiniteValueException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

class MaxSensitivityTest {
  private static final FloatNdArray INPUT = Images.randomMap(new Random(1), Shape.of(4, 5, 2));
  private static final MaxSensitivity METRIC = MaxSensitivity.of(0.5);

  private static final MapFunction SINES =
      Models.maps(values -> Arrays.stream(values).map(Math::sin).toArray());

  @Test
  void ofAMapThatIsAlwaysTheSameIsZero() {
    assertThat(METRIC.measure(Models.maps(values -> Images.ramp(1, 1, values.length)), INPUT))
        .isZero();
  }

  @Test
  void ofTheInputAsMapIsTheLargestPerturbation() {
    FloatNdArray changes = Images.array(Shape.of(3, 2), 0.5, 0, 3, 4, 1, -1);

    assertThat(
            METRIC
                .withPerturbations(changes)
                .measure(Models.maps(values -> values), Models.vector(0, 10)))
        .isEqualTo(0.5); // |(3, 4)| / |(0, 10)|
  }

  @Test
  void ofMapsOfOneValueAPixelIsTakenOverPixels() {
    MapFunction rows =
        batch -> Images.array(Shape.of(batch.shape().get(0), 1, 1, 1), sums(Models.values(batch)));

    assertThat(
            METRIC
                .withPerturbations(Images.array(Shape.of(1, 1, 1, 2), 1, 2))
                .measure(rows, Images.image(1, 1, 2, 1, 1)))
        .isEqualTo(1.5);
  }

  private static double[] sums(double[] pairs) {
    double[] sums = new double[pairs.length / 2];
    Arrays.setAll(sums, i -> pairs[2 * i] + pairs[2 * i + 1]);
    return sums;
  }

  @Test
  void doesNotDependOnTheBatchSize() {
    assertThat(METRIC.withBatchSize(7).measure(SINES, INPUT))
        .isEqualTo(METRIC.measure(SINES, INPUT));
  }

  @Test
  void doesNotDependOnTheScaleOfTheMap() {
    MapFunction scaled =
        Models.maps(values -> Arrays.stream(values).map(x -> -1024 * Math.sin(x)).toArray());

    assertThat(METRIC.measure(scaled, INPUT))
        .isCloseTo(METRIC.measure(SINES, INPUT), offset(1e-12));
  }

  @Test
  void dependsOnTheSeedAlone() {
    assertThat(METRIC.measure(SINES, INPUT))
        .isEqualTo(MaxSensitivity.of(0.5).measure(SINES, INPUT))
        .isNotEqualTo(
            MaxSensitivity.of(Perturbations.uniform(0.5).withSeed(1)).measure(SINES, INPUT));
  }

  @Test
  void growsWithTheNumberOfPerturbations() {
    assertThat(MaxSensitivity.of(Perturbations.uniform(0.5).withSamples(500)).measure(SINES, INPUT))
        .isGreaterThanOrEqualTo(METRIC.measure(SINES, INPUT));
  }

  @Test
  void isUndefinedIfTheMapIsZero() {
    assertThat(METRIC.measure(Models.maps(values -> new double[values.length]), INPUT)).isNaN();
  }

  @Test
  void refusesMapsWithoutABatch() {
    assertThatThrownBy(() -> METRIC.measure(batch -> INPUT, INPUT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The map function returned maps of shape [4, 5, 2] for a batch of shape [16, 4, 5,"
                + " 2].\n"
                + "Maybe it drops the dimension of the batch.");
  }

  @Test
  void refusesMapsThatAreNotFinite() {
    assertThatThrownBy(
            () ->
                METRIC.measure(
                    Models.maps(values -> Images.ramp(Double.NaN, 0, 1)), Models.vector(1)))
        .isInstanceOf(NonFiniteValueException.class)
        .hasMessage("The batch of maps has the value NaN at [0, 0].");
  }
}
