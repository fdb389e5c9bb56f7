package io.github.tfsaliency.examples.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfsaliency.cli.report.Page;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeatureOcclusionPageTest {
  private static FeatureOcclusionResult occlusion(
      List<Double> object, List<Double> background, List<Double> alone) {
    return new FeatureOcclusionResult(
        1,
        3,
        2,
        1,
        List.of(0.0, 1.0),
        List.of(
            curve(Region.OBJECT, object),
            curve(Region.BACKGROUND, background),
            curve(Region.BACKGROUND_ALONE, alone)));
  }

  private static FeatureOcclusionResult.Curve curve(Region region, List<Double> last) {
    return new FeatureOcclusionResult.Curve(
        "relu",
        "2 x 2 x 1",
        region,
        0.5,
        0.25,
        List.of(List.of(4.0, 4.0), last),
        List.of(List.of(1.0, 1.0), List.of(1.0, 1.0)));
  }

  private static List<FeatureOcclusionPage.Effect> effects(FeatureOcclusionResult result) {
    return FeatureOcclusionPage.of(result).rows().stream()
        .map(FeatureOcclusionPage.Row::effect)
        .toList();
  }

  @Test
  void whatOcclusionDoesIsReadOffTheFigures() {
    assertThat(effects(occlusion(List.of(-2.0, -1.0), List.of(3.9, 4.1), List.of(5.0, 5.5))))
        .containsExactly(
            FeatureOcclusionPage.Effect.DESTROYED,
            FeatureOcclusionPage.Effect.LITTLE,
            FeatureOcclusionPage.Effect.RAISED);
    assertThat(effects(occlusion(List.of(2.0, 1.0), List.of(1.0, 6.0), List.of(Double.NaN, 4.0))))
        .containsExactly(
            FeatureOcclusionPage.Effect.LOWERED,
            FeatureOcclusionPage.Effect.UNCLEAR,
            FeatureOcclusionPage.Effect.UNKNOWN);
  }

  @Test
  void thePageOfOcclusionSaysWhichRegionCostsMore() {
    String object =
        Page.render(
            "feature-occlusion.jte",
            FeatureOcclusionPage.of(
                occlusion(List.of(-2.0, -1.0), List.of(3.0, 3.0), List.of(4.0, 4.0))));
    String background =
        Page.render(
            "feature-occlusion.jte",
            FeatureOcclusionPage.of(
                occlusion(List.of(3.0, 3.0), List.of(3.0, 3.0), List.of(2.0, 2.0))));

    assertThat(object)
        .contains("<svg", "occluding all of it destroys the lead (4.000 before, -1.500 after)")
        .contains("the garment's own features cost more")
        .contains("what lies beside the garment that counts");
    assertThat(background)
        .contains("Not in every layer does one of object and background cost clearly more")
        .doesNotContain("what lies beside the garment that counts");
  }
}
