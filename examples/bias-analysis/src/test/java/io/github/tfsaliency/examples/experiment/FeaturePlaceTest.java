package io.github.tfsaliency.examples.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FeaturePlaceTest {
  /** Eight by eight pixels; the object is the square of rows and columns 4 and 5. */
  private static final boolean[][] MASK = mask();

  /** Two by two pixels a feature, which sees one more to each side. */
  private static final FeaturePlace PLACE = new FeaturePlace(4, 4, 2, 1);

  private static boolean[][] mask() {
    boolean[][] mask = new boolean[8][8];
    mask[4][4] = mask[4][5] = mask[5][4] = mask[5][5] = true;
    return mask;
  }

  @Test
  void theObjectHasTheFeaturesOfAllChannelsAtItsPlace() {
    // Row 2, column 2 of 4, two channels.
    assertThat(PLACE.unitsIn(Region.OBJECT, MASK)).containsExactly(20, 21);
  }

  @Test
  void objectAndBackgroundTogetherAreEverythingOnce() {
    IntStream both =
        IntStream.concat(
            IntStream.of(PLACE.unitsIn(Region.OBJECT, MASK)),
            IntStream.of(PLACE.unitsIn(Region.BACKGROUND, MASK)));

    assertThat(both.sorted().toArray()).isEqualTo(IntStream.range(0, PLACE.units()).toArray());
  }

  @Test
  void theBackgroundAloneLeavesOutTheNeighboursThatSeeTheObject() {
    // Rows and columns 1 to 3 see it.
    assertThat(PLACE.unitsIn(Region.BACKGROUND_ALONE, MASK))
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 17, 24, 25);
  }

  @Test
  void withoutAMarginTheBackgroundAloneIsTheBackground() {
    FeaturePlace pixels = new FeaturePlace(8, 8, 1, 0);

    assertThat(pixels.unitsIn(Region.BACKGROUND_ALONE, MASK))
        .isEqualTo(pixels.unitsIn(Region.BACKGROUND, MASK));
  }
}
