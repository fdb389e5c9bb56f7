package io.github.tfsaliency.examples.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfsaliency.cli.report.Page;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

class ThresholdedRivalsTest {
  private static ThresholdedRivalsResult result;

  @BeforeAll
  static void run() {
    result =
        ThresholdedRivals.of(Embedded.GARMENT_MODEL, Embedded.GARMENTS, Effort.QUICK, 1)
            .run(step -> {});
  }

  private static FloatNdArray map(float... values) {
    return NdArrays.wrap(Shape.of(2, 2, 1), DataBuffers.of(values));
  }

  @Test
  void aCutMapKeepsThePixelsOfMostMagnitude() {
    assertThat(ThresholdedRivals.cut(map(1, -4, 3, 2), 0.5)).isEqualTo(map(0, -4, 3, 0));
  }

  @Test
  void aMapThatIsCutToAllOfItsPixelsIsTheMap() {
    assertThat(ThresholdedRivals.cut(map(1, -4, 3, 2), 1)).isEqualTo(map(1, -4, 3, 2));
  }

  @Test
  void everyRivalIsMeasuredForEveryGarmentAtEveryPercentile() {
    assertThat(result.levels())
        .hasSize(3)
        .allSatisfy(
            level ->
                assertThat(level.rivals())
                    .hasSize(5)
                    .allSatisfy(
                        rival ->
                            assertThat(rival.cut().mass())
                                .hasSize(result.garments())
                                .allMatch(share -> share >= 0 && share <= 1)));
  }

  @Test
  void aCutMapIsAsSparseAsRectGradsOrSparser() {
    for (ThresholdedRivalsResult.Level level : result.levels()) {
      for (ThresholdedRivalsResult.Rival rival : level.rivals()) {
        for (int i = 0; i < result.garments(); i++) {
          assertThat(rival.cut().gini().get(i)).isGreaterThan(rival.whole().gini().get(i) - 1e-9);
          assertThat(rival.cut().gini().get(i)).isGreaterThan(1 - level.nonZero().get(i) - 1e-9);
        }
      }
    }
  }

  @Test
  void rectGradMarksFewerPixelsAtAHigherPercentile() {
    assertThat(result.levels().get(2).nonZero().get(0))
        .isLessThan(result.levels().get(0).nonZero().get(0));
  }

  @Test
  void thePageShowsTheLeadOverEachCutMap() {
    String page = Page.render("thresholded-rivals.jte", ThresholdedRivalsPage.of(result));

    assertThat(page)
        .contains("RectGrad's percentile 98", "<td>SmoothGrad</td>", "lead<br>over the cut map");
  }
}
