package io.github.tfsaliency.examples.retraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.tfsaliency.examples.training.Dataset;
import io.github.tfsaliency.examples.training.ToyPictures;
import io.github.tfsaliency.method.Gradient;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TrainingOcclusionTest {
  private static final Pictures PICTURES =
      new Pictures(ToyPictures.of(60, 1), ToyPictures.of(20, 2));
  private static final RetrainingPlan PLAN =
      new RetrainingPlan(60, 20, 1, 2, List.of(), List.of(), 1);
  private static final TrainingOcclusion PART =
      new TrainingOcclusion(
          "toys",
          List.of(RankingMethod.RANDOM, RankingMethod.of("gradient", "Gradient", Gradient.of())),
          () -> PICTURES,
          PLAN);
  private static final List<String> STEPS = new ArrayList<>();
  private static OcclusionResult result;

  @BeforeAll
  static void look() {
    result = PART.run(STEPS::add);
  }

  @Test
  void chanceGivesTheCornerTheShareOfItsArea() {
    assertThat(result.area()).isEqualTo(64.0 / 144);
    assertThat(result.shares().get(0).patched().absolute())
        .allSatisfy(share -> assertThat(share).isCloseTo(result.area(), within(0.02)));
  }

  @Test
  void thereIsAShareForEachTraining() {
    assertThat(result.accuracies()).hasSize(2);
    assertThat(result.accuraciesWithout()).hasSize(2);
    assertThat(result.shares())
        .hasSize(2)
        .allSatisfy(
            method -> {
              assertThat(method.patched().absolute()).hasSize(2);
              assertThat(method.patched().positive()).hasSize(2);
              assertThat(method.plain().absolute()).hasSize(2);
            });
  }

  @Test
  void sharesAreOfWhatThereIs() {
    OcclusionResult.CornerShares gradient = result.shares().get(1).patched();

    assertThat(gradient.absolute()).allMatch(share -> share > 0 && share < 1);
    assertThat(gradient.positive()).isNotEqualTo(gradient.absolute());
  }

  @Test
  void theListenerHearsAsManyStepsAsAnnounced() {
    assertThat(STEPS).hasSize(PART.steps());
  }

  @Test
  void thePatchCoversTheUpperLeftCornerOfEachPictureAndNothingElse() {
    float[] patch = new float[10 * 10 * 3];
    for (int i = 0; i < patch.length; i++) {
      patch[i] = 2 + i;
    }
    Dataset patched = TrainingOcclusion.withPatch(PICTURES.test(), patch);

    for (int i = 0; i < patched.size(); i++) {
      for (int y = 0; y < ToyPictures.SIZE; y++) {
        for (int x = 0; x < ToyPictures.SIZE; x++) {
          for (int c = 0; c < 3; c++) {
            float expected =
                y < 10 && x < 10
                    ? patch[(y * 10 + x) * 3 + c]
                    : PICTURES.test().pictures().getFloat(i, y, x, c);
            assertThat(patched.pictures().getFloat(i, y, x, c)).isEqualTo(expected);
          }
        }
      }
    }
  }
}
