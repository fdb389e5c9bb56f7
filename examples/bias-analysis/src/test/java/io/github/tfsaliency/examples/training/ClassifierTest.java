package io.github.tfsaliency.examples.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Index.atIndex;

import com.google.common.primitives.ImmutableIntArray;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.attribution.SaliencyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

class ClassifierTest {
  private static final Dataset TRAIN = ToyPictures.of(200, 1);
  private static final Dataset TEST = ToyPictures.of(100, 2);

  @TempDir static Path folder;

  @AutoClose private static Classifier classifier;
  @AutoClose private static Model model;

  @BeforeAll
  static void train() {
    classifier = Classifier.train(TRAIN, training(4, 1));
    classifier.save(folder.resolve("saved"));
    model = Model.load(folder.resolve("saved"));
  }

  @Test
  void itLearnsWhatTellsTheClassesApart() {
    assertThat(classifier.accuracy(TEST)).isGreaterThan(0.95);
  }

  @Test
  void itKnowsNothingOfPicturesWithoutIt() {
    Dataset empty = TEST.withValues(new float[Math.toIntExact(TEST.pictures().size())]);

    assertThat(classifier.accuracy(empty)).isEqualTo(0.5);
  }

  @Test
  void theSameSeedGivesTheSameClassifier() {
    assertThat(logits(1)).isEqualTo(logits(1));
  }

  @Test
  void anotherSeedGivesAnother() {
    assertThat(logits(1)).isNotEqualTo(logits(2));
  }

  @Test
  void trainingsSideBySideDoNotDisturbEachOther() {
    Supplier<List<Float>> work = () -> logits(1);
    List<List<Float>> both = SideBySide.run(List.of(work, () -> logits(2), work));

    assertThat(both.get(0)).isEqualTo(both.get(2)).isEqualTo(logits(1)).isNotEqualTo(both.get(1));
  }

  @Test
  void theSavedModelGivesTheSameLogits() {
    List<Float> own = values(classifier.logits(TEST));
    List<Float> loaded = values(model.predict(TEST.pictures()));

    assertThat(loaded).hasSameSizeAs(own);
    for (int i = 0; i < own.size(); i++) {
      assertThat(loaded.get(i)).isCloseTo(own.get(i), within(1e-4f));
    }
  }

  @Test
  void aPlaceThatIsNoFolderIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThatThrownBy(() -> classifier.save(file))
        .isInstanceOf(SaliencyException.class)
        .hasMessageContaining("file' cannot be written");
  }

  @Test
  void picturesOfAnotherSizeAreRefused() {
    Dataset others =
        Dataset.of(new float[2 * 2 * 3], Shape.of(2, 2, 3), ImmutableIntArray.of(0), 2);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> classifier.accuracy(others))
        .withMessage("The pictures have the shape [2, 2, 3]; the classifier learned [12, 12, 3].");
  }

  @Test
  void anInterruptedTrainingStops() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> Classifier.train(TRAIN, training(1, 1)).close())
          .isInstanceOf(CancellationException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void theFirstBiasTakesTheMeanColourForZero() {
    float[] kernel = new float[3 * 3 * 2 * 16];
    kernel[5] = 2;
    kernel[16 + 5] = 3;
    kernel[8 * 32 + 16 + 5] = -1;
    kernel[7] = 4;

    float[] bias = Architecture.centringBias(kernel, new float[] {0.5f, 0.25f});

    assertThat(bias).hasSize(16).contains(-1.5f, atIndex(5)).contains(-2, atIndex(7));
    assertThat(bias[6]).isZero();
  }

  @Test
  void theLearningRateRisesAndFallsToZero() {
    Training training = new Training(1, 1, 2, 1);

    assertThat(training.learningRateAt(0, 100)).isCloseTo(0.2, within(1e-9));
    assertThat(training.learningRateAt(9, 100)).isGreaterThan(1.9);
    assertThat(training.learningRateAt(50, 100)).isCloseTo(1, within(1e-9));
    assertThat(training.learningRateAt(99, 100)).isBetween(0.0, 0.001);
  }

  @Test
  void theMeanColourIsThatOfEachChannel() {
    Dataset data =
        Dataset.of(
            new float[] {0, 0.5f, 1, 0.25f, 0.5f, 0, 0.5f, 0.5f, 0.2f, 0.25f, 0.5f, 0},
            Shape.of(1, 2, 3),
            ImmutableIntArray.of(0, 1),
            2);

    assertThat(data.meanColour()).containsExactly(new float[] {0.25f, 0.5f, 0.3f}, within(1e-6f));
  }

  @Test
  void aTrainingWithoutEpochsIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Training.of(0, 1))
        .withMessageContaining("The epochs (0)");
  }

  @Test
  void aLabelOutOfRangeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Dataset(TEST.pictures(), TEST.labels(), 1))
        .withMessage("A label is not in 0..0.");
  }

  private static Training training(int epochs, long seed) {
    return new Training(epochs, 16, 5e-3, seed);
  }

  private static List<Float> logits(long seed) {
    try (Classifier another = Classifier.train(TRAIN, training(1, seed))) {
      return values(another.logits(TEST));
    }
  }

  private static List<Float> values(FloatNdArray array) {
    return array.streamOfObjects().toList();
  }
}
