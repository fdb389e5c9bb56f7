package io.github.tfsaliency.examples.retraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.examples.training.Cifar10;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetrainingExperimentTest {
  private static final RetrainingPlan TINY =
      new RetrainingPlan(40, 20, 1, 1, List.of(0.5), List.of(), 1);

  @TempDir Path folder;

  private static RetrainingExperiment garments() {
    return RetrainingExperiment.ofGarments(
        Path.of("../garments/train.png"),
        Path.of("../garments/test.png"),
        Path.of("../../savedmodels/garments"),
        TINY);
  }

  @Test
  void theExplainedClassifierKnowsGarmentsOfAnyBrightness() {
    try (RetrainingExperiment experiment = garments()) {
      UnmodifiedResult result = experiment.unmodified().run(step -> {});

      assertThat(result.explained()).isGreaterThan(0.75);
      assertThat(result.chance()).isEqualTo(0.1);
      assertThat(result.accuracies()).hasSize(1);
      assertThat(result.test()).isEqualTo(20);
    }
  }

  @Test
  void aMapRanksThePixelsOfGarments() {
    try (RetrainingExperiment experiment = garments()) {
      RetrainingResult result = experiment.retraining(RankingMethod.FEW.get(1)).run(step -> {});

      assertThat(result.title()).isEqualTo("RectGrad");
      assertThat(result.zeros()).isBetween(0.1, 0.9);
      assertThat(result.retrained()).hasSize(2);
    }
  }

  @Test
  void garmentsOfEachClassComeByTurns() {
    Pictures pictures =
        Pictures.ofGarments(
            Path.of("../garments/train.png"), Path.of("../garments/test.png"), TINY);

    assertThat(pictures.test().labels().asList().subList(0, 12))
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1);
    assertThat(pictures.train().copyOfValues()).hasSize(40 * 32 * 32 * 3);
    for (float value : pictures.train().copyOfValues()) {
      assertThat(value).isBetween(0f, 1f);
    }
  }

  @Test
  void forCifar10AClassifierIsTrainedFirstAndItsFolderIsDeleted() throws IOException {
    write("data_batch_1.bin", 40);
    write("test_batch.bin", 20);
    List<Path> before = temporaryFolders();
    try (RetrainingExperiment experiment = RetrainingExperiment.ofCifar10(folder, TINY)) {
      RetrainingResult result = experiment.retraining(RankingMethod.ALL.get(1)).run(step -> {});

      assertThat(result.retrained()).hasSize(2);
    }
    assertThat(temporaryFolders()).isEqualTo(before);
  }

  @Test
  void garmentsAreNotReadBeforeAPartRuns() {
    Path none = folder.resolve("none");
    try (RetrainingExperiment experiment =
        RetrainingExperiment.ofGarments(none, none, none, TINY)) {
      assertThat(experiment.retraining(RankingMethod.RANDOM).name()).isEqualTo("retraining-random");
    }
  }

  @Test
  void aFolderWithoutCifar10IsRefusedBeforeAPartRuns() {
    assertThatThrownBy(() -> RetrainingExperiment.ofCifar10(folder.resolve("none"), TINY))
        .isInstanceOf(SaliencyException.class)
        .hasMessageContaining("data_batch_1.bin");
  }

  @Test
  void aFractionOfAllIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RetrainingPlan(1, 1, 1, 1, List.of(1.0), List.of(), 1))
        .withMessageContaining("[1.0]");
  }

  private void write(String name, int count) throws IOException {
    byte[] bytes = new byte[count * 3073];
    new Random(count).nextBytes(bytes);
    for (int i = 0; i < count; i++) {
      bytes[i * 3073] = (byte) (i % Cifar10.CLASSES);
    }
    Files.write(folder.resolve(name), bytes);
  }

  private static List<Path> temporaryFolders() throws IOException {
    try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("tf-saliency-classifier"))
          .sorted()
          .toList();
    }
  }
}
