package io.github.tfsaliency.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.NonFiniteValueException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

class ZeroPointRatioTest {
  @Test
  void ofEqualMapsIsOne() {
    FloatNdArray photograph = Images.row(0.01, 0.4, 0.9);
    FloatNdArray map = Images.row(5, -2, 0.5);

    assertThat(ZeroPointRatio.of(0).measure(photograph, Attribution.of(map), Attribution.of(map)))
        .isEqualTo(1);
  }

  /**
   * A constant gradient times the encoded input, on the middles of 1000 equal parts of [0, 1]. The
   * mean distance is 0.025 of a zone of 0.05 beside the zero; over all it is 0.5 from black or
   * white and 0.25 from mid grey.
   */
  @ParameterizedTest
  @CsvSource({"0, 0.05", "1, 0.05", "0.5, 0.1"})
  void ofAConstantGradientTimesTheInputIsExact(double zero, double expected) {
    double[] brightness = Images.ramp(0.0005, 0.001, 1000);
    double[] multiplied = Arrays.stream(brightness).map(value -> -3 * 2 * (value - zero)).toArray();
    double[] unmultiplied = Arrays.stream(brightness).map(value -> -3).toArray();

    assertThat(
            ZeroPointRatio.of(zero)
                .measure(
                    Images.row(brightness),
                    Attribution.of(Images.row(multiplied)),
                    Attribution.of(Images.row(unmultiplied))))
        .isCloseTo(expected, offset(1e-6));
  }

  @Test
  void dividesByWhatTheUnmultipliedMapHasNearTheZero() {
    FloatNdArray photograph = Images.row(0, 1);

    // (1 / 2) / (3 / 2)
    assertThat(
            ZeroPointRatio.of(0)
                .measure(
                    photograph,
                    Attribution.of(Images.row(1, 3)),
                    Attribution.of(Images.row(-3, 1))))
        .isCloseTo(1 / 3.0, offset(1e-12));
  }

  @Test
  void ofABlindZoneIsZero() {
    assertThat(
            ZeroPointRatio.of(0)
                .measure(
                    Images.row(0, 1),
                    Attribution.of(Images.row(0, 3)),
                    Attribution.of(Images.row(1, 1))))
        .isZero();
  }

  @Test
  void ignoresTheScaleOfTheMaps() {
    FloatNdArray photograph = Images.row(0, 0.5, 1);
    double ratio =
        ZeroPointRatio.of(1)
            .measure(
                photograph,
                Attribution.of(Images.row(1, 2, 3)),
                Attribution.of(Images.row(2, 2, 1)));

    assertThat(
            ZeroPointRatio.of(1)
                .measure(
                    photograph,
                    Attribution.of(Images.row(64, 128, 192)),
                    Attribution.of(Images.row(2, 2, 1))))
        .isEqualTo(ratio);
  }

  @Test
  void countsBrightnessUpToTheRadius() {
    FloatNdArray photograph = Images.row(0, 0.25, 0.5);
    FloatNdArray multiplied = Images.row(0, 2, 4);
    FloatNdArray unmultiplied = Images.row(1, 1, 1);

    assertThat(
            ZeroPointRatio.of(0)
                .measure(photograph, Attribution.of(multiplied), Attribution.of(unmultiplied)))
        .isZero();
    assertThat(
            ZeroPointRatio.of(0)
                .withRadius(0.25)
                .measure(photograph, Attribution.of(multiplied), Attribution.of(unmultiplied)))
        .isEqualTo(0.5);
    assertThat(
            ZeroPointRatio.of(0)
                .withRadius(0.24)
                .measure(photograph, Attribution.of(multiplied), Attribution.of(unmultiplied)))
        .isZero();
  }

  @Test
  void isAValueWithADefaultRadius() {
    assertThat(ZeroPointRatio.of(0.5)).isEqualTo(ZeroPointRatio.of(0.5).withRadius(0.05));
  }

  @Nested
  class IsUndefined {
    private final FloatNdArray photograph = Images.row(0, 1);
    private final FloatNdArray ones = Images.row(1, 1);
    private final FloatNdArray zeros = Images.row(0, 0);

    @Test
    void ifNoBrightnessIsNearTheZero() {
      assertThat(
              ZeroPointRatio.of(0.5)
                  .measure(photograph, Attribution.of(ones), Attribution.of(ones)))
          .isNaN();
    }

    @Test
    void ifTheMultipliedMapIsZero() {
      assertThat(
              ZeroPointRatio.of(0).measure(photograph, Attribution.of(zeros), Attribution.of(ones)))
          .isNaN();
    }

    @Test
    void ifTheUnmultipliedMapIsZero() {
      assertThat(
              ZeroPointRatio.of(0).measure(photograph, Attribution.of(ones), Attribution.of(zeros)))
          .isNaN();
    }

    @Test
    void ifTheUnmultipliedMapIsZeroNearTheZero() {
      assertThat(
              ZeroPointRatio.of(0)
                  .measure(photograph, Attribution.of(ones), Attribution.of(Images.row(0, 1))))
          .isNaN();
    }
  }

  @Test
  void agreesWithASlowReplica() {
    Random random = new Random(11);
    Shape shape = Shape.of(10, 20, 3);
    FloatNdArray photograph = Images.randomPhotograph(random, shape);
    FloatNdArray multiplied = Images.randomMap(random, shape);
    FloatNdArray unmultiplied = Images.randomMap(random, shape);

    for (double zero : new double[] {0, 0.498, 1}) {
      assertThat(
              ZeroPointRatio.of(zero)
                  .measure(photograph, Attribution.of(multiplied), Attribution.of(unmultiplied)))
          .isCloseTo(
              replica(zero, photograph, multiplied) / replica(zero, photograph, unmultiplied),
              offset(1e-9));
    }
  }

  private static double replica(double zero, FloatNdArray photograph, FloatNdArray map) {
    double all = 0;
    double near = 0;
    int nearCount = 0;
    for (int h = 0; h < 10; h++) {
      for (int w = 0; w < 20; w++) {
        for (int c = 0; c < 3; c++) {
          double magnitude = Math.abs(map.getFloat(h, w, c));
          all += magnitude;
          double brightness = photograph.getFloat(h, w, c);
          if (brightness > zero - 0.05 && brightness < zero + 0.05) {
            near += magnitude;
            nearCount++;
          }
        }
      }
    }
    return (near / nearCount) / (all / 600);
  }

  @Nested
  class Refuses {
    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 127.5, Double.NaN})
    void aZeroOutsideTheBrightness(double zero) {
      assertThatThrownBy(() -> ZeroPointRatio.of(zero))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "The zero of a pixel encoding ("
                  + zero
                  + ") must lie between 0 (black) and 1 (white).\n"
                  + "Maybe give it in units of brightness, 0.5 for the encoding [-1, 1].");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.05, 1.5, Double.NaN})
    void aRadiusOutOfRange(double radius) {
      assertThatThrownBy(() -> ZeroPointRatio.of(0).withRadius(radius))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("The radius (" + radius + ") must be above 0 and at most 1.");
    }

    @Test
    void mapsOfDifferentShapes() {
      FloatNdArray one = Images.row(0.5);

      assertThatThrownBy(
              () ->
                  ZeroPointRatio.of(0)
                      .measure(one, Attribution.of(one), Attribution.of(Images.row(1, 2))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "The multiplied map (shape [1, 1, 1]) does not fit the unmultiplied one"
                  + " (shape [1, 2, 1]).");
    }

    @Test
    void aPhotographOfAnotherShape() {
      FloatNdArray one = Images.row(0.5);

      assertThatThrownBy(
              () ->
                  ZeroPointRatio.of(0)
                      .measure(Images.row(0, 1), Attribution.of(one), Attribution.of(one)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("The photograph (shape [1, 2, 1]) does not fit the maps (shape [1, 1, 1]).");
    }

    @Test
    void theMapsOfABatch() {
      FloatNdArray batch = Images.array(Shape.of(2, 1, 1, 1), 0, 1);

      assertThatThrownBy(
              () ->
                  ZeroPointRatio.of(0).measure(batch, Attribution.of(batch), Attribution.of(batch)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "The map has the shape [2, 1, 1, 1], but must have the shape [H, W, C].\n"
                  + "Maybe get one sample of a batch with Attribution.sample(int).");
    }

    @Test
    void aMapWithANaN() {
      FloatNdArray one = Images.row(0.5);

      assertThatThrownBy(
              () ->
                  ZeroPointRatio.of(0.5)
                      .measure(one, Attribution.of(Images.row(Double.NaN)), Attribution.of(one)))
          .isInstanceOf(NonFiniteValueException.class)
          .hasMessage("The map has the value NaN at [0, 0, 0].");
    }
  }
}
