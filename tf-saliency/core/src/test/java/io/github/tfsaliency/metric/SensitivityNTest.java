package io.github.tfsaliency.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Baseline;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

class SensitivityNTest {
  private static final Baseline ZERO = Baseline.constant(0);
  private static final Shape SHAPE = Shape.of(4, 5, 2);
  private static final FloatNdArray INPUT = Images.randomMap(new Random(1), SHAPE);
  private static final FloatNdArray MAP = Images.randomMap(new Random(2), SHAPE);
  private static final double[] WEIGHTS = Models.values(Images.randomMap(new Random(3), SHAPE));

  @Test
  void ofALinearModelIsOneForEveryNumberOfPixels() {
    for (int n : new int[] {1, 2, 7, 19}) {
      assertThat(
              SensitivityN.of(n, ZERO)
                  .measure(
                      Models.linear(3, WEIGHTS),
                      INPUT,
                      Attribution.of(Models.product(INPUT, WEIGHTS))))
          .isCloseTo(1, offset(1e-12));
    }
  }

  @Test
  void ofALinearModelIsOneForWhatAnyReplacementTakesAway() {
    FloatNdArray differences =
        Images.array(
            SHAPE,
            IntStream.range(0, 40)
                .mapToDouble(i -> (Models.values(INPUT)[i] - 2) * WEIGHTS[i])
                .toArray());

    assertThat(
            SensitivityN.of(3, Baseline.constant(2))
                .measure(Models.linear(3, WEIGHTS), INPUT, Attribution.of(differences)))
        .isCloseTo(1, offset(1e-12));
  }

  @Test
  void ofAnOppositeMapIsMinusOne() {
    FloatNdArray map = Models.product(Models.product(INPUT, WEIGHTS), Images.ramp(-1, 0, 40));

    assertThat(
            SensitivityN.of(4, ZERO).measure(Models.linear(3, WEIGHTS), INPUT, Attribution.of(map)))
        .isCloseTo(-1, offset(1e-12));
  }

  @Test
  void doesNotDependOnTheScaleOfTheMap() {
    assertThat(
            SensitivityN.of(4, ZERO)
                .measure(
                    Models.entangled(),
                    INPUT,
                    Attribution.of(Models.product(MAP, Images.ramp(1024, 0, 40)))))
        .isCloseTo(
            SensitivityN.of(4, ZERO).measure(Models.entangled(), INPUT, Attribution.of(MAP)),
            offset(1e-12));
  }

  @Test
  void doesNotDependOnTheBatchSize() {
    SensitivityN metric = SensitivityN.of(4, ZERO);

    assertThat(metric.withBatchSize(7).measure(Models.entangled(), INPUT, Attribution.of(MAP)))
        .isEqualTo(metric.measure(Models.entangled(), INPUT, Attribution.of(MAP)));
  }

  @Test
  void dependsOnTheSeedAlone() {
    SensitivityN metric = SensitivityN.of(4, ZERO).withSubsets(20);

    assertThat(metric.withSeed(5).measure(Models.entangled(), INPUT, Attribution.of(MAP)))
        .isEqualTo(metric.withSeed(5).measure(Models.entangled(), INPUT, Attribution.of(MAP)))
        .isNotEqualTo(metric.withSeed(6).measure(Models.entangled(), INPUT, Attribution.of(MAP)));
  }

  @Test
  void agreesWithASlowReplica() {
    RandomSubsets subsets = new RandomSubsets(20, 3, 50, 8);
    double[] x = Models.values(INPUT);
    double[] a = Models.values(MAP);
    double[] sums = new double[50];
    double[] drops = new double[50];
    for (int i = 0; i < 50; i++) {
      double[] changed = x.clone();
      for (int pixel = 0; pixel < 20; pixel++) {
        if (subsets.subset(i)[pixel]) {
          sums[i] += a[2 * pixel] + a[2 * pixel + 1];
          changed[2 * pixel] = 0;
          changed[2 * pixel + 1] = 0;
        }
      }
      drops[i] = score(x) - score(changed);
    }

    assertThat(
            SensitivityN.of(3, ZERO)
                .withSubsets(50)
                .withSeed(8)
                .measure(Models.entangled(), INPUT, Attribution.of(MAP)))
        .isCloseTo(CorrelationTest.slowPearson(sums, drops), offset(1e-9));
  }

  private static double score(double[] values) {
    return Models.entangled().scores(Images.array(Shape.of(1, 4, 5, 2), values))[0];
  }

  @Test
  void ofAllPixelsIsUndefined() {
    assertThat(SensitivityN.of(20, ZERO).measure(Models.entangled(), INPUT, Attribution.of(MAP)))
        .isNaN();
  }

  @Test
  void ofAConstantMapIsUndefined() {
    assertThat(
            SensitivityN.of(3, ZERO)
                .measure(
                    Models.entangled(),
                    INPUT,
                    Attribution.of(Images.array(SHAPE, Images.ramp(0.5, 0, 40)))))
        .isNaN();
  }

  @Test
  void refusesMorePixelsThanTheInputHas() {
    assertThatThrownBy(
            () -> SensitivityN.of(21, ZERO).measure(Models.entangled(), INPUT, Attribution.of(MAP)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A subset of 21 pixels cannot be drawn from an input of 20.");
  }

  @Test
  void refusesEmptySubsets() {
    assertThatThrownBy(() -> SensitivityN.of(0, ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The number of pixels in a subset (0) must be at least 1.");
  }

  @Test
  void refusesOneSubset() {
    assertThatThrownBy(() -> SensitivityN.of(1, ZERO).withSubsets(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A correlation takes at least 2 subsets, but 1 were asked for.");
  }
}
