package io.github.tfsaliency.examples.retraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tfsaliency.examples.training.Dataset;
import io.github.tfsaliency.examples.training.ToyPictures;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AugmentationTest {
  private static final Dataset DATA = ToyPictures.of(200, 1);
  private static final Dataset AUGMENTED = new Augmentation(2, 0.9).of(DATA, 1);

  @Test
  void thePicturesAsTheyAreComeFirst() {
    assertThat(AUGMENTED.size()).isEqualTo(600);
    assertThat(AUGMENTED.first(200).copyOfValues()).isEqualTo(DATA.copyOfValues());
  }

  @Test
  void eachCopyHasTheLabelOfItsPicture() {
    assertThat(AUGMENTED.labels().subArray(400, 600)).isEqualTo(DATA.labels());
  }

  @Test
  void aPixelIsKeptOrGetsTheMeanColourInAllChannels() {
    float[] mean = DATA.meanColour();
    float[] clean = DATA.copyOfValues();
    float[] values = AUGMENTED.copyOfValues();
    int replaced = 0;
    for (int k = clean.length; k < values.length; k += 3) {
      int own = k % clean.length;
      boolean kept =
          values[k] == clean[own]
              && values[k + 1] == clean[own + 1]
              && values[k + 2] == clean[own + 2];
      boolean gone = values[k] == mean[0] && values[k + 1] == mean[1] && values[k + 2] == mean[2];
      assertThat(kept || gone).isTrue();
      replaced += gone ? 1 : 0;
    }
    // The mean of probabilities up to 0.9, and somewhat more by the boxes.
    assertThat(replaced / (2.0 * clean.length / 3)).isBetween(0.4, 0.6);
  }

  @Test
  void theCopiesDiffer() {
    float[] values = AUGMENTED.copyOfValues();
    int size = DATA.copyOfValues().length;

    assertThat(Arrays.copyOfRange(values, size, 2 * size))
        .isNotEqualTo(Arrays.copyOfRange(values, 2 * size, 3 * size));
  }

  @Test
  void theSameSeedGivesTheSame() {
    assertThat(new Augmentation(2, 0.9).of(DATA, 1).copyOfValues())
        .isEqualTo(AUGMENTED.copyOfValues());
  }

  @Test
  void aProbabilityAboveOneIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Augmentation(1, 1.5))
        .withMessageContaining("1.5");
  }
}
