package io.github.tfsaliency.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

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

  @Test
  void everyMethodIsACurveBesideTheForwardPass() {
    assertThat(GrowthPlots.all(REPORT).get("growth-batch-time.svg"))
        .contains("forward pass", "gradient", "lrp:composite=epsilon-plus");
  }

  @Test
  void stepsAreOneCurve() {
    assertThat(GrowthPlots.all(REPORT).get("growth-steps-time.svg"))
        .contains("integrated-gradients")
        .doesNotContain("steps=10");
  }

  @Test
  void theReportCanBeReadAgain(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("growth.json");

    REPORT.write(file);

    assertThat(GrowthReport.read(file)).isEqualTo(REPORT);
  }
}
