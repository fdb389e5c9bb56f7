package io.github.tfsaliency.examples.chapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfsaliency.cli.report.MeanInterval;
import io.github.tfsaliency.cli.report.Page;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoredFiguresTest {
  private static final MeanInterval MEAN = new MeanInterval(1, 0, 2, 10, 0);

  private static StoredFigures of(String experiment) {
    return StoredFigures.of(List.of(Figure.of(experiment, "any", null, "any", MEAN))).orElseThrow();
  }

  @Test
  void aTableHasAColumnForEachPlaceOnTheAxis() {
    StoredFigures.Table table = of("thresholded-rivals").tables().get(0);

    assertThat(table.places()).containsExactly("95.0", "98.0", "99.0");
    assertThat(table.rows())
        .allSatisfy(row -> assertThat(row.figures()).hasSize(table.places().size()));
  }

  @Test
  void eachTableSaysWhenItWasComputed() {
    assertThat(of("feature-occlusion").tables())
        .allSatisfy(table -> assertThat(table.date()).matches("2\\d{3}-\\d\\d-\\d\\d"));
  }

  @Test
  void anExperimentWithoutStoredFiguresHasNone() {
    assertThat(StoredFigures.of(List.of(Figure.of("none", "any", null, "any", MEAN)))).isEmpty();
  }

  @Test
  void thePageMarksThemAsStored() {
    assertThat(Page.render("stored.jte", of("thresholded-rivals")))
        .contains("Stored figures of the full run", "Guided Backpropagation", "<small>[");
  }
}
