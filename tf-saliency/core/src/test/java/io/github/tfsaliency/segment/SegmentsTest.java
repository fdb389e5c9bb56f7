package io.github.tfsaliency.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SegmentsTest {
  @Test
  void numbersSegmentsInTheOrderOfTheirFirstPixels() {
    Segments segments = Segments.of(new int[][] {{7, 7, 2}, {0, 2, 2}});

    assertThat(segments.count()).isEqualTo(3);
    assertThat(segments.label(0, 1)).isZero();
    assertThat(segments.label(1, 2)).isEqualTo(1);
    assertThat(segments.label(1, 0)).isEqualTo(2);
  }

  @Test
  void areEqualWhateverTheirNumbersWere() {
    Segments segments = Segments.of(new int[][] {{1, 2}, {2, 2}});

    assertThat(segments).isEqualTo(Segments.of(new int[][] {{9, 4}, {4, 4}}));
    assertThat(segments).hasSameHashCodeAs(Segments.of(new int[][] {{9, 4}, {4, 4}}));
    assertThat(segments).isNotEqualTo(Segments.of(new int[][] {{1, 2, 2, 2}}));
    assertThat(segments).isNotEqualTo(Segments.of(new int[][] {{1, 2}, {1, 2}}));
  }

  @Test
  void aNegativeNumberIsNoSegment() {
    Segments segments = Segments.of(new int[][] {{-3, 5}, {-1, 5}});

    assertThat(segments.count()).isEqualTo(1);
    assertThat(segments.label(0, 0)).isEqualTo(Segments.NONE);
    assertThat(segments.pixels()[0]).containsExactly(1, 3);
  }

  @Test
  void cutsRectanglesOfAboutTheSameSize() {
    assertThat(Segments.grid(3, 5, 2, 2))
        .isEqualTo(Segments.of(new int[][] {{0, 0, 0, 1, 1}, {0, 0, 0, 1, 1}, {2, 2, 2, 3, 3}}));
  }

  @Test
  void doesNotChangeWithTheArrayItCameFrom() {
    int[][] labels = {{0, 1}};
    Segments segments = Segments.of(labels);

    labels[0][1] = 0;

    assertThat(segments.count()).isEqualTo(2);
  }

  @Test
  void describesItself() {
    assertThat(Segments.grid(4, 6, 2, 3)).hasToString("6 segments of 4 x 6 pixels");
  }

  @Test
  void refusesWhatIsNoImage() {
    assertThatThrownBy(() -> Segments.of(new int[0][]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Segments need at least one pixel.");
    assertThatThrownBy(() -> Segments.of(new int[][] {{0, 1}, {0}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Row 1 of the segments has 1 columns, the first row has 2.");
    assertThatThrownBy(() -> Segments.of(new int[][] {{-1, -1}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("No pixel belongs to a segment.");
  }

  @Test
  void refusesMoreRectanglesThanPixels() {
    assertThatThrownBy(() -> Segments.grid(3, 5, 4, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("An image of 3 rows and 5 columns cannot be cut into 4 rows and 1 columns.");
    assertThatThrownBy(() -> Segmentation.grid(0, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A grid needs at least one row and one column, not 0 and 2.");
  }

  @Test
  void refusesAnImageOfAnotherSize() {
    assertThatThrownBy(() -> Segments.grid(2, 2, 1, 2).segment(new float[6], 2, 3, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            """
            The segments have 2 rows and 2 columns, the image has 2 and 3.
            Maybe cut an image of the model's input size.\
            """);
  }
}
