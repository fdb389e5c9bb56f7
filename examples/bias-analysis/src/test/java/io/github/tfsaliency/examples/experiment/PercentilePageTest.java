package io.github.tfsaliency.examples.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfsaliency.cli.report.Page;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PercentilePageTest {
  private static PercentileGarmentsResult.Level level(
      double percentile, double mass, double gini, double nonZero, double dark) {
    return new PercentileGarmentsResult.Level(
        percentile, twice(mass), twice(mass), twice(gini), twice(nonZero), twice(dark));
  }

  private static List<Double> twice(double value) {
    return Collections.nCopies(2, value);
  }

  private static PercentileGarmentsResult garments(double dark) {
    return new PercentileGarmentsResult(
        1,
        2,
        0.4,
        List.of(level(0, 0.3, 0.2, 1, 0.3), level(99, 0.6, 0.9, 0.1, 0.6)),
        List.of(level(0, 0.3, 0.2, 1, dark), level(99, 0.6, 0.9, 0.1, dark)));
  }

  private static PercentilePhotoResult photo() {
    return new PercentilePhotoResult(
        "cup.png",
        504,
        "coffee mug",
        9.5,
        "(pixel - 127) / 128",
        "data:photo",
        List.of(new PercentilePhotoResult.Level(99, 0.9, 0.5, 0.1, 0.2, 0.1)),
        List.of(new PercentilePhotoResult.Level(99, Double.NaN, Double.NaN, 0.1, 0.2, 0)),
        List.of(
            new PercentilePhotoResult.MapPicture(99, false, "data:plain"),
            new PercentilePhotoResult.MapPicture(99, true, "data:multiplied")));
  }

  @Test
  void thePageOfPercentilesShowsBothMapsWithMethodTargetScoreAndEncoding() {
    assertThat(Page.render("percentile.jte", PercentilePage.of(garments(0), List.of(photo()))))
        .contains("src=\"data:plain\"", "src=\"data:multiplied\"")
        .contains("RectGrad of cup.png for \"coffee mug\" (logit 9.500)")
        .contains("<code>(pixel - 127) / 128</code>")
        .contains("No percentile repairs the multiplication");
  }

  @Test
  void withoutPhotographsThePageHasTheGarmentsAlone() {
    assertThat(Page.render("percentile.jte", PercentilePage.of(garments(1), List.of())))
        .contains("does not show less at every percentile")
        .doesNotContain("The same on photographs");
  }
}
