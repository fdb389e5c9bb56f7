package io.github.tfsaliency.examples.retraining;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import io.github.tfsaliency.examples.part.PartFolder;
import io.github.tfsaliency.examples.training.Dataset;
import io.github.tfsaliency.examples.training.ToyPictures;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On pictures of which everybody knows what tells their class. */
class RetrainingTest {
  private static final Pictures PICTURES =
      new Pictures(ToyPictures.of(300, 1), ToyPictures.of(100, 2));

  /** As many pixels as the two places have where a block may be. */
  private static final double FRACTION = 0.125;

  private static final RetrainingPlan PLAN =
      new RetrainingPlan(300, 100, 5, 2, List.of(FRACTION, 1 - FRACTION), List.of(FRACTION), 1);
  private static final List<String> STEPS = Collections.synchronizedList(new ArrayList<>());

  @TempDir static Path folder;

  private static RetrainingResult oracle;
  private static RetrainingResult bothPlaces;
  private static RetrainingResult random;

  @BeforeAll
  static void retrain() {
    oracle = retraining(RetrainingTest::block).run(STEPS::add);
    bothPlaces = retraining(RetrainingTest::places).run(step -> {});
    random = retraining(new Ranking.ByChance(1)).run(step -> {});
  }

  private static Retraining retraining(Ranking ranking) {
    return new Retraining("toys", RankingMethod.RANDOM, ranking, () -> PICTURES, PLAN);
  }

  /** Only what tells the class is relevant. */
  private static float[] block(Dataset data) {
    float[] maps = new float[Math.toIntExact(data.pictures().size())];
    int pixels = ToyPictures.SIZE * ToyPictures.SIZE;
    for (int i = 0; i < maps.length; i++) {
      int picture = i / 3 / pixels;
      maps[i] = ToyPictures.isBlock(data.labels().get(picture), i / 3 % pixels) ? -1 : 0;
    }
    return maps;
  }

  /** Relevant is the block, and that there is none at the other place. */
  private static float[] places(Dataset data) {
    float[] maps = new float[Math.toIntExact(data.pictures().size())];
    for (int i = 0; i < maps.length; i++) {
      int pixel = i / 3 % (ToyPictures.SIZE * ToyPictures.SIZE);
      maps[i] = ToyPictures.isBlock(0, pixel) || ToyPictures.isBlock(1, pixel) ? 1 : 0;
    }
    return maps;
  }

  private static double accuracy(RetrainingResult result, Experiment experiment, double fraction) {
    return result.of(experiment).stream()
        .filter(each -> each.fraction() == fraction)
        .findFirst()
        .orElseThrow()
        .accuracy();
  }

  @Test
  void fewPixelsRemovedAtRandomDoNotMatter() {
    assertThat(accuracy(random, Experiment.REMOVE, FRACTION)).isGreaterThan(0.95);
  }

  @Test
  void removingAllThatTellsTheClassLeavesChance() {
    assertThat(accuracy(bothPlaces, Experiment.REMOVE, FRACTION)).isBetween(0.3, 0.7);
  }

  @Test
  void whereTheBlockWasRemovedTellsTheClass() {
    assertThat(accuracy(oracle, Experiment.REMOVE, FRACTION)).isGreaterThan(0.8);
  }

  @Test
  void keepingWhatTellsTheClassIsEnough() {
    assertThat(accuracy(bothPlaces, Experiment.KEEP, 1 - FRACTION)).isGreaterThan(0.95);
  }

  @Test
  void keepingAsManyPixelsAtRandomIsNot() {
    assertThat(accuracy(random, Experiment.KEEP, 1 - FRACTION)).isLessThan(0.9);
  }

  @Test
  void theMaskAloneTellsTheClassIfTheRankingKnowsIt() {
    assertThat(accuracy(oracle, Experiment.MASK, FRACTION)).isGreaterThan(0.95);
  }

  @Test
  void aMaskThatIsTheSameForEachClassTellsNothing() {
    assertThat(accuracy(bothPlaces, Experiment.MASK, FRACTION)).isBetween(0.3, 0.7);
  }

  @Test
  void aRandomMaskTellsNothing() {
    assertThat(accuracy(random, Experiment.MASK, FRACTION)).isBetween(0.3, 0.7);
  }

  @Test
  void pixelsWithoutRelevanceAreCounted() {
    double pixels = ToyPictures.SIZE * ToyPictures.SIZE;

    assertThat(oracle.zeros()).isEqualTo(1 - ToyPictures.BLOCK * ToyPictures.BLOCK / pixels);
    assertThat(random.zeros()).isZero();
  }

  @Test
  void thereIsAnAccuracyForEachSeedOfTheTraining() {
    assertThat(oracle.retrained())
        .hasSize(5)
        .allSatisfy(each -> assertThat(each.accuracies()).hasSize(2));
  }

  @Test
  void theListenerHearsAsManyStepsAsAnnounced() {
    assertThat(STEPS)
        .hasSize(retraining(RetrainingTest::block).steps())
        .contains("Random KEEP 88 %");
  }

  @Test
  void aKeptResultIsReadAsItWas() {
    PartFolder kept = new PartFolder(folder, "toys");
    Retraining part =
        new Retraining(
            "toys",
            RankingMethod.RANDOM,
            new Ranking.ByChance(1),
            () -> PICTURES,
            new RetrainingPlan(300, 100, 1, 1, List.of(0.5), List.of(), 1));

    RetrainingResult first = kept.finish(part, step -> {});

    assertThat(kept.finish(part, step -> {})).isEqualTo(first);
    assertThat(first.retrained()).extracting("experiment").doesNotContainNull();
  }

  @Test
  void theSettingsNameTheMethodAndThePlan() {
    assertThat(new Gson().toJson(retraining(RetrainingTest::block).settings()))
        .isEqualTo(
            "{\"data\":\"toys\",\"method\":\"random\",\"plan\":{\"train\":300,\"test\":100,"
                + "\"epochs\":5,\"repeats\":2,\"fractions\":[0.125,0.875],\"maskFractions\":[0.125],"
                + "\"seed\":1}}");
  }
}
