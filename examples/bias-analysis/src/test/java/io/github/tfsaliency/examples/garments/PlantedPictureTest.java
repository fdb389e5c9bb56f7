package io.github.tfsaliency.examples.garments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.Booleans;
import io.github.tfsaliency.attribution.SaliencyException;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PlantedPictureTest {
  private static final List<Garment> GARMENTS = Garment.readSheet(Path.of("../garments/test.png"));

  @Test
  void aSheetHasAsManyGarmentsOfEachClassByTurns() {
    assertThat(GARMENTS).hasSize(500);
    assertThat(GARMENTS.subList(0, 20))
        .extracting(Garment::label)
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  @Test
  void aPhotographIsNoSheet() {
    assertThatThrownBy(() -> Garment.readSheet(Path.of("../photos/coffee.png")))
        .isInstanceOf(SaliencyException.class)
        .hasMessageContaining("coffee.png' is no sheet of garments");
  }

  @Test
  void aMissingSheetIsNamed() {
    assertThatThrownBy(() -> Garment.readSheet(Path.of("../garments/none.png")))
        .isInstanceOf(SaliencyException.class)
        .hasMessageContaining("none.png' cannot be read");
  }

  @Test
  void aGarmentHasItsBrightnessAndNoColour() {
    for (double brightness : new double[] {0, 0.5, 1}) {
      PlantedPicture picture = PlantedPicture.of(GARMENTS.get(3), brightness, 1);

      assertThat(pixels(picture, true))
          .isNotEmpty()
          .allSatisfy(
              rgb -> {
                assertThat(rgb >> 16 & 255).isEqualTo(rgb & 255).isEqualTo(rgb >> 8 & 255);
                assertThat((rgb & 255) / 255.0)
                    .isBetween(brightness * 0.9 - 0.01, brightness * 0.9 + 0.11);
              });
    }
  }

  @Test
  void theBackgroundIsOfOneColourThatContrasts() {
    for (int seed = 0; seed < 50; seed++) {
      PlantedPicture picture = PlantedPicture.of(GARMENTS.get(seed), 0.5, seed);

      assertThat(pixels(picture, false)).hasSize(1);
      int rgb = pixels(picture, false).get(0);
      double luma =
          (0.299 * (rgb >> 16 & 255) + 0.587 * (rgb >> 8 & 255) + 0.114 * (rgb & 255)) / 255;
      assertThat(Math.abs(luma - 0.5)).isGreaterThan(0.34);
    }
  }

  @Test
  void theGarmentStaysAtItsPlaceWhenItsBrightnessChanges() {
    assertThat(PlantedPicture.of(GARMENTS.get(8), 0, 7).mask())
        .isEqualTo(PlantedPicture.of(GARMENTS.get(8), 1, 7).mask());
  }

  @Test
  void withoutTheGarmentOnlyTheBackgroundIsLeft() {
    PlantedPicture picture = PlantedPicture.of(GARMENTS.get(8), 0.2, 7);
    PlantedPicture empty = picture.withoutGarment();

    assertThat(pixels(empty, true)).isEqualTo(pixels(picture, false));
    assertThat(pixels(empty, false)).isEqualTo(pixels(picture, false));
  }

  @Test
  void aStripeLiesAcrossTheGarmentAndHasItsOwnBrightness() {
    PlantedPicture plain = PlantedPicture.of(GARMENTS.get(2), 0.9, 7);
    PlantedPicture striped = plain.withStripe(0.1);

    assertThat(pixels(striped, true))
        .isNotEmpty()
        .allSatisfy(rgb -> assertThat((rgb & 255) / 255.0).isBetween(0.08, 0.2));
    assertThat(Arrays.stream(striped.mask()).filter(row -> Booleans.contains(row, true)))
        .hasSize(4);
    assertThat(pixels(striped, false)).isSubsetOf(all(plain));
    assertThat(striped.maskShare()).isBetween(0.01, plain.maskShare() / 2);
  }

  @Test
  void aStripeOfTheGarmentsOwnBrightnessCannotBeSeen() {
    PlantedPicture plain = PlantedPicture.of(GARMENTS.get(2), 0.5, 7);

    assertThat(all(plain.withStripe(0.5))).isEqualTo(all(plain));
  }

  @Test
  void aGarmentWithAStripeHasTheSamePictureBesideTheStripe() {
    for (StripedGarment garment : Plantings.stripedInAnyBrightness(GARMENTS, 20, 1)) {
      BufferedImage plain = garment.plain().picture().toBufferedImage();
      BufferedImage striped = garment.striped().picture().toBufferedImage();
      boolean[][] stripe = garment.striped().mask();

      assertThat(IntStream.range(0, PlantedPicture.SIZE * PlantedPicture.SIZE))
          .allSatisfy(
              i -> {
                int row = i / PlantedPicture.SIZE;
                int column = i % PlantedPicture.SIZE;
                assertThat(striped.getRGB(column, row) == plain.getRGB(column, row))
                    .isEqualTo(!stripe[row][column]);
              });
    }
  }

  @Test
  void aBrightnessOutOfRangeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PlantedPicture.of(GARMENTS.get(0), 1.5, 1))
        .withMessage("A brightness is in 0..1, not 1.5.");
  }

  private static List<Integer> all(PlantedPicture picture) {
    return Stream.of(true, false)
        .flatMap(onGarment -> pixels(picture, onGarment).stream())
        .distinct()
        .sorted()
        .toList();
  }

  /** The different colours on the garment, or beside it. */
  private static List<Integer> pixels(PlantedPicture picture, boolean onGarment) {
    BufferedImage image = picture.picture().toBufferedImage();
    boolean[][] mask = picture.mask();
    return IntStream.range(0, PlantedPicture.SIZE * PlantedPicture.SIZE)
        .filter(i -> mask[i / PlantedPicture.SIZE][i % PlantedPicture.SIZE] == onGarment)
        .map(i -> image.getRGB(i % PlantedPicture.SIZE, i / PlantedPicture.SIZE) & 0xffffff)
        .distinct()
        .boxed()
        .toList();
  }
}
