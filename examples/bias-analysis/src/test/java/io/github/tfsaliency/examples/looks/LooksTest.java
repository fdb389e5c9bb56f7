package io.github.tfsaliency.examples.looks;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.GuidedBackprop;
import io.github.tfsaliency.metric.MassAccuracy;
import io.github.tfsaliency.metric.Pooling;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class LooksTest {
  private static final int SCENES = 4;
  private static final Path MODEL = Path.of("../../savedmodels/garments");
  private static final GarmentScenes SOURCE =
      new GarmentScenes(Path.of("../garments/test.png"), SCENES, 1);

  @AutoClose
  private static final Looks LOOKS = new Looks(() -> Model.load(MODEL), SOURCE, 1, Saliency::of);

  private static MethodFigures figures(AttributionMethod method) {
    return LOOKS.part("method", method).run(step -> {});
  }

  @Test
  void everySceneHasEveryFigure() {
    MethodFigures figures = figures(Gradient.of());

    for (Measure measure : Measure.values()) {
      assertThat(figures.of(measure))
          .as(measure.title())
          .hasSize(SCENES)
          .doesNotContain(Double.NaN);
    }
  }

  @Test
  void theScenesAreRecognisedGarments() {
    try (Model model = Model.load(MODEL)) {
      Saliency top = Saliency.of(model).method(Gradient.of()).target(Target.top());
      List<Scene> scenes = SOURCE.scenes(model);

      assertThat(scenes)
          .hasSize(SCENES)
          .allSatisfy(
              scene ->
                  assertThat(top.compute(scene.input()).target())
                      .isEqualTo(scene.target())
                      .isEqualTo(scene.planted().orElseThrow().label()));
    }
  }

  @Test
  void theMassAccuracyIsThatOfTheMapInTheMask() {
    double[] figures = figures(Gradient.of()).of(Measure.MASS_ACCURACY);

    try (Model model = Model.load(MODEL)) {
      Scene scene = SOURCE.scenes(model).get(2);
      double expected =
          MassAccuracy.of(Pooling.SUM_ABSOLUTE)
              .measure(
                  Saliency.of(model)
                      .method(Gradient.of())
                      .target(Target.classIndex(scene.target()))
                      .compute(scene.input()),
                  scene.planted().orElseThrow().mask());
      assertThat(figures[2]).isEqualTo(expected);
    }
  }

  @Test
  void insertingTheFewPixelsThatAMapMarksBringsBackMoreOfTheScoreThanTheirShare() {
    double[] areas = figures(GuidedBackprop.of()).of(Measure.INSERTION);

    assertThat(Arrays.stream(areas).average().orElseThrow()).isGreaterThan(0.5);
  }

  @Test
  void randomWeightsChangeTheGradient() {
    double[] similarities = figures(Gradient.of()).of(Measure.RANDOMIZATION);

    assertThat(Arrays.stream(similarities).max().orElseThrow()).isLessThan(0.5);
  }
}
