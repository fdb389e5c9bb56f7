package io.github.tfsaliency.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** One cell, measured as all are. */
class BenchmarkTest {
  @TempDir private static Path out;
  private static BenchmarkReport report;

  @BeforeAll
  static void measure() throws IOException {
    System.setProperty("tfsaliency.home", Path.of("..", "..").toAbsolutePath().toString());
    int exit =
        new CommandLine(new Benchmark())
            .execute("--quick", "--only", "garments-vit 1 gradient", "--out", out.toString());
    assertThat(exit).isZero();
    report = BenchmarkReport.read(out.resolve("benchmark.json"));
  }

  @Test
  void costIsAMultipleOfTheForwardPass() {
    assertThat(report.methods())
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.method()).isEqualTo("gradient");
              assertThat(line.forwardSeconds()).isPositive();
              assertThat(line.passes()).isBetween(line.lowest(), line.highest());
              assertThat(line.iterations()).isEqualTo(2);
            });
  }

  @Test
  void tableHasTheCell() {
    assertThat(out.resolve("benchmark.md"))
        .content()
        .contains("| | garments-vit, batch 1 |\n|---|---|\n", "| `gradient` | ");
  }

  @Test
  void resultsOfJmhAreKept() {
    assertThat(out.resolve("jmh-methods.json"))
        .content()
        .contains("MethodBenchmark.map", MethodBenchmark.FORWARD, MethodBenchmark.MAP);
  }
}
