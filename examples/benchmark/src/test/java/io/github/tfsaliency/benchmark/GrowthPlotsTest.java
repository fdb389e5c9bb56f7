package io.github.tfsaliency.benchmark;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import io.github.tfsaliency.benchmark.GrowthReport.Axis;
import io.github.tfsaliency.benchmark.GrowthReport.Point;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run of {@code benchmark growth} writes. */
class GrowthPlotsTest {
  private static final GrowthReport REPORT =
      new GrowthReport(
          "2026-11-29",
          "abc",
          Map.of("processors", "2"),
          List.of(
              point(Axis.BATCH, 1, "gradient"),
              point(Axis.BATCH, 2, "gradient"),
              point(Axis.BATCH, 1, "lrp:composite=epsilon-plus"),
              point(Axis.BATCH, 2, "lrp:composite=epsilon-plus"),
              point(Axis.STEPS, 10, "integrated-gradients:steps=10"),
              point(Axis.STEPS, 50, "integrated-gradients:steps=50")));

  private static Point point(Axis axis, double at, String method) {
    return new Point(
        axis,
        at,
        2,
        new OneCell.Figures("efficientnet-lite0", 1, method, 0.1, 0.2, 2, 1.9, 2.1, 300, 400));
  }

  @Test
  void everyAxisThatWasMeasuredHasAPlotOfTimeAndOneOfMemory() {
    assertThat(GrowthPlots.all(REPORT))
        .containsOnlyKeys(
            "growth-batch-time.svg",
            "growth-batch-memory.svg",
            "growth-steps-time.svg",
            "growth-steps-memory.svg");
  }

  /** A curve is a thick line in the plot, and one in the legend. */
  private static int curves(String plot) {
    String svg = requireNonNull(GrowthPlots.all(REPORT).get(plot));
    return (Splitter.on("stroke-width:2.2").splitToList(svg).size() - 1) / 2;
  }

  @Test
  void everyMethodIsACurveBesideTheForwardPass() {
    assertThat(curves("growth-batch-time.svg")).isEqualTo(3);
  }

  @Test
  void stepsAreOneCurve() {
    assertThat(curves("growth-steps-time.svg")).isEqualTo(2);
  }

  @Test
  void theReportCanBeReadAgain(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("growth.json");

    REPORT.write(file);

    assertThat(GrowthReport.read(file)).isEqualTo(REPORT);
  }
}
