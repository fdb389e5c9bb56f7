package io.github.tfsaliency.examples.retraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PixelOrderTest {
  @Test
  void theMostRelevantPixelIsTheFirst() {
    PixelOrder order = PixelOrder.of(new float[] {0.5f, 3e-30f, 7e8f, 1f}, 1);

    assertThat(order.pixels().asList()).containsExactly(2, 3, 0, 1);
    assertThat(order.zeros()).isZero();
  }

  @Test
  void everyPixelIsThereOnceDespiteTies() {
    PixelOrder order = PixelOrder.of(new float[1024], 1);

    assertThat(order.pixels().asList())
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 1024).boxed().toList());
    assertThat(order.zeros()).isEqualTo(1024);
  }

  @Test
  void tiesAreBrokenTheSameWayEachTime() {
    assertThat(PixelOrder.of(new float[100], 1)).isEqualTo(PixelOrder.of(new float[100], 1));
  }

  @Test
  void anotherSeedBreaksTiesAnotherWay() {
    assertThat(PixelOrder.of(new float[100], 1)).isNotEqualTo(PixelOrder.of(new float[100], 2));
  }

  @Test
  void tiesDoNotPreferTheTopOfThePicture() {
    double places = 0;
    for (int seed = 0; seed < 200; seed++) {
      places +=
          PixelOrder.of(new float[100], seed).pixels().subArray(0, 10).stream()
              .average()
              .orElseThrow();
    }

    assertThat(places / 200).isBetween(46.0, 53.0);
  }

  @Test
  void theSeedDoesNotMatterWithoutTies() {
    float[] relevance = {3, 1, 2, 5, 4};

    assertThat(PixelOrder.of(relevance, 1)).isEqualTo(PixelOrder.of(relevance, 99));
  }

  @Test
  void minusZeroIsTiedWithZero() {
    assertThat(PixelOrder.of(new float[] {-0f, 0f, -0f}, 3))
        .isEqualTo(PixelOrder.of(new float[3], 3));
  }

  @Test
  void whatSpeaksMostAgainstTheClassComesLast() {
    assertThat(PixelOrder.of(new float[] {-1, 2, -3, 0.5f, -1e-30f}, 1).pixels().asList())
        .containsExactly(1, 3, 4, 0, 2);
  }

  @Test
  void whatIsNoNumberIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PixelOrder.of(new float[] {Float.NaN}, 1))
        .withMessageContaining("NaN");
  }
}
