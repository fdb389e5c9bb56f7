package io.github.tfsaliency.server.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.server.Samples;
import io.github.tfsaliency.server.answer.Refusal;
import io.github.tfsaliency.server.v1.Regions.Region;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

/** Boxes around what counts most. */
class RegionsTest {
  private static FloatNdArray zeros(long... shape) {
    return NdArrays.ofFloats(Shape.of(shape));
  }

  private static void fill(
      FloatNdArray map, int top, int left, int height, int width, float value) {
    for (int row = top; row < top + height; row++) {
      for (int column = left; column < left + width; column++) {
        map.setFloat(value, row, column);
      }
    }
  }

  @Test
  void plantedBoxesAreFoundExactlyTheLargestSumFirst() {
    FloatNdArray map = zeros(20, 24);
    fill(map, 3, 4, 2, 5, 1);
    fill(map, 10, 12, 6, 7, -0.5f);

    assertThat(Regions.of(map, 5))
        .containsExactly(
            new Region(10, 12, 6, 7, -21, -21.0 / 31), new Region(3, 4, 2, 5, 10, 10.0 / 31));
  }

  @Test
  void channelsAreSummed() {
    FloatNdArray map = zeros(4, 4, 2);
    map.setFloat(3, 1, 2, 0);
    map.setFloat(-1, 1, 2, 1);

    assertThat(Regions.of(map, 5)).containsExactly(new Region(1, 2, 1, 1, 2, 1));
  }

  @Test
  void theFeaturesOfAVectorAreBoxesOfTheirOwn() {
    FloatNdArray map = NdArrays.vectorOf(0.5f, 4f, 3.5f, -4.5f);

    assertThat(Regions.of(map, 3))
        .containsExactly(
            new Region(0, 3, 1, 1, -4.5, -4.5 / 12.5),
            new Region(0, 1, 1, 1, 4, 4 / 12.5),
            new Region(0, 2, 1, 1, 3.5, 3.5 / 12.5));
  }

  @Test
  void aMapOfZerosHasNone() {
    assertThat(Regions.of(zeros(8, 8, 3), 5)).isEmpty();
  }

  @Test
  void boxesOfANoisyMapDoNotOverlapAndTheirSharesAreAtMostAll() {
    ImmutableList<Region> regions = Regions.of(Samples.normal(1, 96, 96, 3), 50);

    boolean[][] taken = new boolean[96][96];
    double shares = 0;
    for (Region region : regions) {
      shares += Math.abs(region.share());
      for (int row = region.top(); row < region.top() + region.height(); row++) {
        for (int column = region.left(); column < region.left() + region.width(); column++) {
          assertThat(taken[row][column]).isFalse();
          taken[row][column] = true;
        }
      }
    }
    assertThat(regions).hasSize(50);
    assertThat(shares).isLessThanOrEqualTo(1);
  }

  @Test
  void aPatchIsFoundInNoise() {
    FloatNdArray map = Samples.normal(2, 96, 96);
    for (int row = 30; row < 50; row++) {
      for (int column = 60; column < 80; column++) {
        map.setFloat(map.getFloat(row, column) + 5, row, column);
      }
    }

    Region first = Regions.of(map, 5).get(0);

    assertThat((double) first.top()).isCloseTo(30, within(4.0));
    assertThat((double) first.left()).isCloseTo(60, within(4.0));
    assertThat((double) first.height()).isCloseTo(20, within(8.0));
    assertThat((double) first.width()).isCloseTo(20, within(8.0));
  }

  @Test
  void whatHasNoRowsAndColumnsIsRefused() {
    assertThatThrownBy(() -> Regions.of(zeros(2, 2, 2, 2), 5))
        .isInstanceOf(Refusal.class)
        .hasMessageStartingWith("A map of shape [2, 2, 2, 2] has no rows and columns");
  }
}
