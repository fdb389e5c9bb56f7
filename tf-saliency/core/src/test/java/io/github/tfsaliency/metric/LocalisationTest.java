package io.github.tfsaliency.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.NonFiniteValueException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

class LocalisationTest {
  private static final MassAccuracy MASS = MassAccuracy.of(Pooling.SUM_POSITIVE);
  private static final RankAccuracy RANK = RankAccuracy.of(Pooling.SUM);
  private static final PointingGame GAME = PointingGame.of(Pooling.SUM);

  /** The left one of two columns. */
  private static final boolean[][] LEFT = {{true, false}, {true, false}};

  private static final FloatNdArray CONSTANT = Images.image(2, 2, 1, 3, 3, 3, 3);

  @Nested
  class MassAccuracyOf {
    @Test
    void aMapOnTheObjectIsOne() {
      assertThat(MASS.measure(Attribution.of(Images.image(2, 2, 1, 5, 0, 0, 0)), LEFT))
          .isEqualTo(1);
    }

    @Test
    void aMapBesideTheObjectIsZero() {
      assertThat(MASS.measure(Attribution.of(Images.image(2, 2, 1, 0, 5, 0, 1)), LEFT)).isZero();
    }

    @Test
    void aConstantMapIsTheShareOfTheMask() {
      assertThat(MASS.measure(Attribution.of(CONSTANT), LEFT)).isEqualTo(0.5);
    }

    @Test
    void aMapIsTheShareOfItsMass() {
      assertThat(MASS.measure(Attribution.of(Images.array(Shape.of(2, 2), 1, 2, 4, 1)), LEFT))
          .isEqualTo(5 / 8.0);
    }

    @Test
    void negativeRelevanceIsNoneUnlessPooledOtherwise() {
      FloatNdArray map = Images.image(2, 2, 1, 1, -3, 0, 0);

      assertThat(MASS.measure(Attribution.of(map), LEFT)).isEqualTo(1);
      assertThat(MassAccuracy.of(Pooling.SUM_ABSOLUTE).measure(Attribution.of(map), LEFT))
          .isEqualTo(0.25);
      assertThat(MassAccuracy.of(Pooling.L2_SQUARED).measure(Attribution.of(map), LEFT))
          .isEqualTo(0.1);
    }

    @Test
    void channelsIsTheirs() {
      FloatNdArray map = Images.image(2, 2, 2, 3, 4, 1, -2, 0, 0, 0, 0);

      assertThat(MASS.measure(Attribution.of(map), LEFT)).isEqualTo(1);
      assertThat(MassAccuracy.of(Pooling.SUM_ABSOLUTE).measure(Attribution.of(map), LEFT))
          .isEqualTo(0.7);
      assertThat(MassAccuracy.of(Pooling.L2_SQUARED).measure(Attribution.of(map), LEFT))
          .isEqualTo(25 / 30.0);
      assertThat(MassAccuracy.of(Pooling.MAX_NORM).measure(Attribution.of(map), LEFT))
          .isEqualTo(4 / 6.0);
    }

    @Test
    void aMapWithoutRelevanceIsUndefined() {
      assertThat(MASS.measure(Attribution.of(Images.image(2, 2, 1, -1, 0, 0, -1)), LEFT)).isNaN();
    }

    @Test
    void aMapDoesNotDependOnItsScale() {
      assertThat(MASS.measure(Attribution.of(Images.image(2, 2, 1, 1000, 2000, 4000, 1000)), LEFT))
          .isEqualTo(5 / 8.0);
    }
  }

  @Nested
  class RankAccuracyOf {
    @Test
    void theMostRelevantPixelsOnTheObjectIsOne() {
      assertThat(RANK.measure(Attribution.of(Images.image(2, 2, 1, 9, 1, 2, -7)), LEFT))
          .isEqualTo(1);
    }

    @Test
    void oneOfTwoIsAHalf() {
      assertThat(RANK.measure(Attribution.of(Images.image(2, 2, 1, 9, 5, 2, 1)), LEFT))
          .isEqualTo(0.5);
    }

    @Test
    void aConstantMapIsTheShareOfTheMask() {
      assertThat(RANK.measure(Attribution.of(CONSTANT), LEFT)).isEqualTo(0.5);
      assertThat(
              RANK.measure(
                  Attribution.of(CONSTANT), new boolean[][] {{true, false}, {false, false}}))
          .isEqualTo(0.25);
    }

    @Test
    void pixelsThatShareTheLastPlaceIsInProportion() {
      // First the hit 9, then one of three, one of which is a hit.
      assertThat(RANK.measure(Attribution.of(Images.image(2, 2, 1, 9, 0, 0, 0)), LEFT))
          .isCloseTo((1 + 1 / 3.0) / 2, offset(1e-15));
    }

    @Test
    void absoluteValuesIsOfThem() {
      FloatNdArray map = Images.image(2, 2, 1, -9, 1, -8, 2);

      assertThat(RANK.measure(Attribution.of(map), LEFT)).isZero();
      assertThat(RankAccuracy.of(Pooling.MAX_NORM).measure(Attribution.of(map), LEFT)).isEqualTo(1);
    }
  }

  @Nested
  class ThePointingGame {
    private final boolean[][] corner = new boolean[20][30];

    ThePointingGame() {
      corner[0][0] = true;
    }

    private FloatNdArray peak(int row, int column) {
      double[] values = new double[600];
      values[row * 30 + column] = 1;
      return Images.image(20, 30, 1, values);
    }

    @Test
    void isHitWithinTheTolerance() {
      assertThat(GAME.hits(Attribution.of(peak(0, 15)), corner)).isTrue();
      assertThat(GAME.hits(Attribution.of(peak(9, 12)), corner)).isTrue(); // 9^2 + 12^2 = 15^2
    }

    @Test
    void isMissedBeyondTheTolerance() {
      assertThat(GAME.hits(Attribution.of(peak(0, 16)), corner)).isFalse();
      assertThat(GAME.hits(Attribution.of(peak(10, 12)), corner)).isFalse();
    }

    @Test
    void withoutToleranceIsHitOnTheObjectAlone() {
      PointingGame strict = GAME.withTolerance(0);

      assertThat(strict.hits(Attribution.of(peak(0, 0)), corner)).isTrue();
      assertThat(strict.hits(Attribution.of(peak(0, 1)), corner)).isFalse();
    }

    @Test
    void isHitEverywhereIfTheToleranceIsHuge() {
      assertThat(GAME.withTolerance(Integer.MAX_VALUE).hits(Attribution.of(peak(19, 29)), corner))
          .isTrue();
    }

    @Test
    void isMissedByAConstantMap() {
      assertThat(GAME.withTolerance(0).hits(Attribution.of(CONSTANT), LEFT)).isFalse();
    }

    @Test
    void isHitByTheLargestAbsoluteValueIfPooledSo() {
      FloatNdArray map = Images.image(2, 2, 1, -9, 1, 0, 0);

      assertThat(GAME.withTolerance(0).hits(Attribution.of(map), LEFT)).isFalse();
      assertThat(
              PointingGame.of(Pooling.SUM_ABSOLUTE)
                  .withTolerance(0)
                  .hits(Attribution.of(map), LEFT))
          .isTrue();
    }
  }

  @Nested
  class Refuses {
    @Test
    void aMapThatIsNoPicture() {
      assertThatThrownBy(() -> MASS.measure(Attribution.of(Models.vector(1, 2)), LEFT))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "The map has the shape [2], but must have the shape [H, W, C] or [H, W].\n"
                  + "Maybe get one sample of a batch with Attribution.sample(int).");
    }

    @Test
    void aMaskOfOtherRows() {
      assertThatThrownBy(() -> RANK.measure(Attribution.of(CONSTANT), new boolean[3][2]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("The mask has 3 rows, the map has 2.\nMaybe resize the mask.");
    }

    @Test
    void aMaskOfOtherColumns() {
      assertThatThrownBy(
              () -> GAME.hits(Attribution.of(CONSTANT), new boolean[][] {{true, true}, {true}}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Row 1 of the mask has 1 columns, the map has 2.\nMaybe resize the mask.");
    }

    @Test
    void anEmptyMask() {
      assertThatThrownBy(() -> MASS.measure(Attribution.of(CONSTANT), new boolean[2][2]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("No pixel of the mask counts.");
    }

    @Test
    void aMapThatIsNotFinite() {
      assertThatThrownBy(
              () -> RANK.measure(Attribution.of(Images.image(2, 2, 1, 1, 2, Double.NaN, 4)), LEFT))
          .isInstanceOf(NonFiniteValueException.class)
          .hasMessage("The map has the value NaN at [1, 0, 0].");
    }

    @Test
    void aShareOfWhatMayBeNegative() {
      assertThatThrownBy(() -> MassAccuracy.of(Pooling.SUM))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "A fraction of relevance cannot be computed with SUM, which may be negative.\n"
                  + "Maybe use SUM_POSITIVE or SUM_ABSOLUTE.");
    }

    @Test
    void aNegativeTolerance() {
      assertThatThrownBy(() -> GAME.withTolerance(-1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("The tolerance (-1) must be at least 0 pixels.");
    }
  }
}
