package io.github.tfsaliency.examples.retraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.ImmutableIntArray;
import io.github.tfsaliency.examples.training.Dataset;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;

class ReplacementTest {
  private static final int PIXELS = 8 * 8;
  private static final int COUNT = 5;
  private static final Dataset DATA = noise(1);
  private static final List<PixelOrder> ORDERS =
      IntStream.range(0, COUNT).mapToObj(ReplacementTest::order).toList();
  private static final float[] MEAN = mean(DATA);

  private static Dataset noise(long seed) {
    Random random = new Random(seed);
    float[] values = new float[COUNT * PIXELS * 3];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() * (i % 3 == 2 ? 0.3f : 1);
    }
    return Dataset.of(values, Shape.of(8, 8, 3), ImmutableIntArray.of(0, 1, 2, 1, 0), 3);
  }

  private static PixelOrder order(int seed) {
    Random random = new Random(seed);
    float[] relevance = new float[PIXELS];
    for (int i = 0; i < PIXELS; i++) {
      relevance[i] = random.nextFloat();
    }
    return PixelOrder.of(relevance, seed);
  }

  private static float[] mean(Dataset data) {
    float[] values = data.copyOfValues();
    float[] mean = new float[3];
    for (int c = 0; c < 3; c++) {
      double sum = 0;
      for (int i = c; i < values.length; i += 3) {
        sum += values[i];
      }
      mean[c] = (float) (3 * sum / values.length);
    }
    return mean;
  }

  private static Dataset replaced(Experiment experiment, double fraction) {
    return Replacement.byMeanOf(DATA).in(DATA, ORDERS, experiment, fraction);
  }

  /** Whether a pixel has the mean colour. */
  private static boolean isMean(float[] values, int picture, int pixel) {
    boolean all = true;
    for (int c = 0; c < 3; c++) {
      all &= Math.abs(values[(picture * PIXELS + pixel) * 3 + c] - MEAN[c]) < 1e-5;
    }
    return all;
  }

  private static List<Integer> pixelsOfMeanColour(Dataset data, int picture) {
    float[] values = data.copyOfValues();
    return IntStream.range(0, PIXELS).filter(k -> isMean(values, picture, k)).boxed().toList();
  }

  @Test
  void theMostRelevantPixelsAreRemovedAndNoMore() {
    Dataset removed = replaced(Experiment.REMOVE, 0.3);

    for (int i = 0; i < COUNT; i++) {
      assertThat(pixelsOfMeanColour(removed, i))
          .hasSize(19)
          .containsExactlyInAnyOrderElementsOf(ORDERS.get(i).pixels().subArray(0, 19).asList());
    }
  }

  @Test
  void theMostRelevantPixelsAreKeptAndNoMore() {
    Dataset kept = replaced(Experiment.KEEP, 0.7);

    for (int i = 0; i < COUNT; i++) {
      assertThat(pixelsOfMeanColour(kept, i))
          .hasSize(45)
          .containsExactlyInAnyOrderElementsOf(
              ORDERS.get(i).pixels().subArray(19, PIXELS).asList());
    }
  }

  @Test
  void otherPixelsAreAsTheyWere() {
    float[] before = DATA.copyOfValues();
    for (Experiment experiment : List.of(Experiment.REMOVE, Experiment.KEEP)) {
      float[] after = replaced(experiment, 0.5).copyOfValues();
      int same = 0;
      for (int i = 0; i < COUNT; i++) {
        for (int k = 0; k < PIXELS; k++) {
          if (!isMean(after, i, k)) {
            same++;
            for (int c = 0; c < 3; c++) {
              int place = (i * PIXELS + k) * 3 + c;
              assertThat(after[place]).isEqualTo(before[place]);
            }
          }
        }
      }
      assertThat(same).isEqualTo(COUNT * PIXELS / 2);
    }
  }

  @Test
  void theMaskAloneHasTwoColoursThatDifferInEveryChannel() {
    Dataset mask = replaced(Experiment.MASK, 0.3);
    float[] values = mask.copyOfValues();

    for (int i = 0; i < COUNT; i++) {
      assertThat(pixelsOfMeanColour(mask, i))
          .containsExactlyInAnyOrderElementsOf(
              pixelsOfMeanColour(replaced(Experiment.REMOVE, 0.3), i));
      for (int k = 0; k < PIXELS; k++) {
        if (!isMean(values, i, k)) {
          for (int c = 0; c < 3; c++) {
            float value = values[(i * PIXELS + k) * 3 + c];
            assertThat(value).isIn(0f, 1f);
            assertThat(Math.abs(value - MEAN[c])).isGreaterThanOrEqualTo(0.5f);
          }
        }
      }
    }
  }

  @Test
  void theDatasetItselfStaysAsItWas() {
    float[] before = DATA.copyOfValues();
    replaced(Experiment.MASK, 0.9);

    assertThat(DATA.copyOfValues()).isEqualTo(before);
  }

  @Test
  void theMeanIsThatOfTheTrainingPicturesWhateverIsReplaced() {
    Dataset other = noise(2);
    float[] values =
        Replacement.byMeanOf(DATA).in(other, ORDERS, Experiment.REMOVE, 1).copyOfValues();

    for (int c = 0; c < 3; c++) {
      assertThat(values[c]).isCloseTo(MEAN[c], within(1e-5f));
    }
  }

  @Test
  void labelsStay() {
    assertThat(replaced(Experiment.REMOVE, 0.3).labels()).isEqualTo(DATA.labels());
  }

  @Test
  void asManyOrdersAsPicturesAreNeeded() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Replacement.byMeanOf(DATA)
                    .in(DATA, ORDERS.subList(1, COUNT), Experiment.REMOVE, 0.5))
        .withMessage("There are 5 pictures, but 4 orders of pixels.");
  }
}
