package io.github.tfsaliency.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A cell measured without JMH, in this process. */
class OneCellTest {
  private static OneCell.Figures figures;

  @BeforeAll
  static void measure() throws IOException {
    System.setProperty("tfsaliency.home", Path.of("..", "..").toAbsolutePath().toString());
    figures = OneCell.measure("garments-vit 2 gradient", 3);
  }

  @Test
  void costIsAMultipleOfTheForwardPass() {
    assertThat(figures.forwardSeconds()).isPositive();
    assertThat(figures.passes()).isBetween(figures.lowest(), figures.highest());
  }

  @Test
  void memoryDoesNotShrink() {
    assertThat(figures.mebibytes()).isGreaterThanOrEqualTo(figures.forwardMebibytes());
  }

  @Test
  void whatAProcessPrintsCanBeRead() {
    assertThat(OneCell.Figures.fromJson(new Gson().toJson(figures))).isEqualTo(figures);
  }
}
