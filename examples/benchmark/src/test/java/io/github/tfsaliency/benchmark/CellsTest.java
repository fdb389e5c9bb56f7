package io.github.tfsaliency.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.common.collect.Iterables;
import io.github.tfsaliency.spec.MethodSpecs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cells of the benchmark. */
class CellsTest {
  static Iterable<Cell> all() {
    return Iterables.concat(Cells.quick(), Cells.full(), Cells.manyPasses());
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyMethodIsOneOfTheLibrary(Cell cell) {
    if (!cell.method().equals(Cell.PREDICT)) {
      assertThatCode(() -> MethodSpecs.parse(cell.method())).doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void cellIsReadAsItIsWritten(Cell cell) {
    assertThat(Cell.parse(cell.toString())).isEqualTo(cell);
  }

  @Test
  void quickCellsNeedNoModelThatIsMade() {
    assertThat(Cells.quick())
        .extracting(Cell::model)
        .doesNotContainAnyElementsOf(BenchmarkModels.MADE);
  }
}
