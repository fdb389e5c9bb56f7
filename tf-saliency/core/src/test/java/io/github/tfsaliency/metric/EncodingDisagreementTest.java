package io.github.tfsaliency.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.NonFiniteValueException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;

class EncodingDisagreementTest {
  private static final FloatNdArray A = Images.row(3, -1, -1, 2, 0, 0, 0, 5);
  private static final FloatNdArray B = Images.row(1, 1, 2, -2, 0, 4, -4, 3);
  private static final FloatNdArray C = Images.row(0.5, 0.5, -0.5, 7, 7, 1, 1, -2);

  // 1 - scipy.stats.spearmanr(numpy.abs(a), numpy.abs(b)).statistic, SciPy 1.17.1
  private static final double A_B = 1.1500117201234699;
  private static final double A_C = 1.101912895328999;
  private static final double B_C = 0.9559670042277102;

  @Test
  void ofIdenticalMapsIsZero() {
    assertThat(EncodingDisagreement.of(Attribution.of(A), Attribution.of(A))).isZero();
  }

  @Test
  void ofMapsOfOtherSignAndScaleIsZero() {
    assertThat(
            EncodingDisagreement.of(
                Attribution.of(Images.row(1, 2, 3)), Attribution.of(Images.row(-10, -200, 3000))))
        .isZero();
  }

  @Test
  void ofReversedRanksIsTwo() {
    assertThat(
            EncodingDisagreement.of(
                Attribution.of(Images.row(1, 2, 3, 4)), Attribution.of(Images.row(-9, 7, 2, 0))))
        .isEqualTo(2);
  }

  @Test
  void givesTiesTheirAverageRankAsSciPyDoes() {
    assertThat(EncodingDisagreement.of(Attribution.of(A), Attribution.of(B)))
        .isCloseTo(A_B, offset(1e-12));
    assertThat(EncodingDisagreement.of(Attribution.of(A), Attribution.of(C)))
        .isCloseTo(A_C, offset(1e-12));
    assertThat(EncodingDisagreement.of(Attribution.of(B), Attribution.of(C)))
        .isCloseTo(B_C, offset(1e-12));
  }

  @Test
  void isSymmetric() {
    assertThat(EncodingDisagreement.of(Attribution.of(B), Attribution.of(A)))
        .isEqualTo(EncodingDisagreement.of(Attribution.of(A), Attribution.of(B)));
  }

  @Test
  void amongMapsIsTheMeanOfAllPairs() {
    assertThat(
            EncodingDisagreement.of(
                List.of(Attribution.of(A), Attribution.of(B), Attribution.of(C))))
        .isCloseTo((A_B + A_C + B_C) / 3, offset(1e-12));
  }

  @Test
  void isUndefinedIfAllAbsoluteValuesAreEqual() {
    FloatNdArray constant = Images.row(2, -2, 2, 2, 2, 2, 2, 2);

    assertThat(EncodingDisagreement.of(Attribution.of(constant), Attribution.of(A))).isNaN();
    assertThat(
            EncodingDisagreement.of(
                List.of(Attribution.of(A), Attribution.of(B), Attribution.of(constant))))
        .isNaN();
  }

  @Test
  void ofABigMapAndItselfIsExactlyZero() {
    FloatNdArray map = Images.randomMap(new Random(3), Shape.of(224, 224, 3));

    assertThat(EncodingDisagreement.of(Attribution.of(map), Attribution.of(map))).isZero();
  }

  @Test
  void agreesWithASlowReplica() {
    Random random = new Random(5);
    for (int round = 0; round < 10; round++) {
      FloatNdArray first = Images.randomMap(random, Shape.of(5, 6, 3));
      FloatNdArray second = Images.randomMap(random, Shape.of(5, 6, 3));

      assertThat(EncodingDisagreement.of(Attribution.of(first), Attribution.of(second)))
          .isCloseTo(
              1 - CorrelationTest.slowPearson(slowRanks(first), slowRanks(second)), offset(1e-12));
    }
  }

  /** A value's rank is the number of smaller values and half of the equal ones. */
  private static double[] slowRanks(FloatNdArray map) {
    FloatNdArray flat = map.withShape(Shape.of(map.size()));
    double[] ranks = new double[(int) map.size()];
    for (int i = 0; i < ranks.length; i++) {
      for (int j = 0; j < ranks.length; j++) {
        float difference = Math.abs(flat.getFloat(i)) - Math.abs(flat.getFloat(j));
        ranks[i] += difference > 0 ? 1 : difference == 0 ? 0.5 : 0;
      }
    }
    return ranks;
  }

  @Nested
  class Refuses {
    @Test
    void mapsOfDifferentShapes() {
      FloatNdArray other = Images.image(4, 2, 1, 1, 2, 3, 4, 5, 6, 7, 8);

      assertThatThrownBy(
              () ->
                  EncodingDisagreement.of(
                      List.of(Attribution.of(A), Attribution.of(B), Attribution.of(other))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "The map (shape [4, 2, 1]) does not fit the map that it is compared with"
                  + " (shape [1, 8, 1]).");
    }

    @Test
    void aSingleMap() {
      assertThatThrownBy(() -> EncodingDisagreement.of(List.of(Attribution.of(A))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("A disagreement takes at least 2 maps, but got 1.");
    }

    @Test
    void aMapWithANaN() {
      assertThatThrownBy(
              () ->
                  EncodingDisagreement.of(
                      Attribution.of(Images.row(1, Double.NaN)), Attribution.of(Images.row(1, 2))))
          .isInstanceOf(NonFiniteValueException.class)
          .hasMessage("The map has the value NaN at [0, 1, 0].");
    }
  }

  @Test
  void elementsThatAreZeroInEveryMapDoNotCountAmongNonZero() {
    FloatNdArray first = StdArrays.ndCopyOf(new float[] {0, 0, 0, 0, 0, 0, 1, 2, 3});
    FloatNdArray reversed = StdArrays.ndCopyOf(new float[] {0, 0, 0, 0, 0, 0, 3, 2, 1});

    assertThat(
            EncodingDisagreement.ofNonZero(
                List.of(Attribution.of(first), Attribution.of(reversed))))
        .isCloseTo(2, within(1e-12));
    assertThat(EncodingDisagreement.of(List.of(Attribution.of(first), Attribution.of(reversed))))
        .isLessThan(0.5);
  }

  @Test
  void mapsThatAreAllZeroHaveNoDisagreementAmongNonZero() {
    FloatNdArray nothing = StdArrays.ndCopyOf(new float[] {0, 0, 0});

    assertThat(
            EncodingDisagreement.ofNonZero(
                List.of(Attribution.of(nothing), Attribution.of(nothing))))
        .isNaN();
  }
}
