package io.github.tfsaliency.examples.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.examples.part.PartFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.StdArrays;

class PercentileTest {
  private static final PercentileGarments QUICK =
      PercentileGarments.of(Embedded.GARMENT_MODEL, Embedded.GARMENTS, Effort.QUICK, 1);

  private static final List<String> STEPS = new ArrayList<>();
  private static PercentileGarmentsResult garments;
  private static PercentilePhotoResult photo;

  @BeforeAll
  static void run() {
    garments = QUICK.run(STEPS::add);
    try (Model model = Model.load(Embedded.PHOTO_MODEL)) {
      photo =
          PercentilePhoto.of(() -> model, Saliency::of, Embedded.COFFEE, Effort.QUICK)
              .run(step -> {});
    }
  }

  @Test
  void aHigherPercentileMarksFewerPixelsOfEachGarment() {
    for (int i = 0; i < garments.garments(); i++) {
      assertThat(last(garments.plain()).nonZero().get(i))
          .isLessThan(garments.plain().get(0).nonZero().get(i));
    }
  }

  @Test
  void theMultipliedMapShowsLessOfBlackGarmentsAtAnyPercentile() {
    for (int k = 0; k < garments.plain().size(); k++) {
      assertThat(mean(garments.multiplied().get(k).darkMass()))
          .isLessThan(mean(garments.plain().get(k).darkMass()) / 2);
    }
  }

  @Test
  void theMultipliedMapOfAPhotographMarksNoPixelThatTheOtherDoesNot() {
    for (int k = 0; k < photo.plain().size(); k++) {
      assertThat(photo.multiplied().get(k).nonZero())
          .isPositive()
          .isLessThanOrEqualTo(photo.plain().get(k).nonZero());
    }
  }

  @Test
  void aHigherPercentileMakesTheMapOfAPhotographSparser() {
    assertThat(photo.plain()).extracting(PercentilePhotoResult.Level::gini).isSorted().hasSize(4);
  }

  @Test
  void bothMapsOfAPhotographAreShownAtEachPercentile() {
    assertThat(photo.maps())
        .hasSize(8)
        .allSatisfy(map -> assertThat(map.src()).startsWith("data:image/png;base64,"));
  }

  @Test
  void aPixelIsMarkedIfOneOfItsChannelsIs() {
    float[][][] map = {{{0, 0, 0}, {0, -1, 0}}, {{2, 0, 0}, {0, 0, 0}}};

    assertThat(Percentiles.nonZeroPixels(StdArrays.ndCopyOf(map))).isEqualTo(0.5);
  }

  @Test
  void theListenerIsCalledAsOftenAsItIsSaid() {
    assertThat(STEPS).hasSize(QUICK.steps());
  }

  @Test
  void aSecondRunGivesTheSameAndComesBackFromItsFile(@TempDir Path folder) {
    assertThat(new PartFolder(folder, "").finish(QUICK, step -> {})).isEqualTo(garments);
  }

  private static PercentileGarmentsResult.Level last(List<PercentileGarmentsResult.Level> levels) {
    return levels.get(levels.size() - 1);
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(value -> value).average().orElseThrow();
  }
}
