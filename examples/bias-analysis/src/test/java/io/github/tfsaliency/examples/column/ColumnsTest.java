package io.github.tfsaliency.examples.column;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.examples.chapter.Finished;
import io.github.tfsaliency.examples.encoding.InputFactor;
import io.github.tfsaliency.examples.part.PartFolder;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rooms whose temperature alone decides. */
class ColumnsTest {
  private static final Path MODEL = Path.of("../../savedmodels/planted/table");
  private static final Path CSV = Path.of("../planted/table/rooms.csv");
  private static final ColumnExtent EXTENT =
      new ColumnExtent(20, ImmutableList.of(-0.5, 0.0, 0.5), ColumnMethod.ALL);

  @TempDir static Path folder;
  private static ColumnsChapter chapter;
  private static ColumnsPage page;

  @BeforeAll
  static void ask() {
    chapter = new ColumnsChapter(MODEL, CSV, EXTENT, 1);
    Finished finished = new Finished();
    finished.finish(chapter.parts(), new PartFolder(folder, "circumstances"), step -> {});
    page = chapter.results(finished);
  }

  private static ColumnCurve curve(String title) {
    return page.curves().stream()
        .filter(curve -> curve.method().title().equals(title))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theTemperatureDecidesAndNoOtherNumberDoes() {
    assertThat(page.effectOfTemperature().mean()).isGreaterThan(10 * page.largestOtherEffect());
  }

  @Test
  void multipliedMapsShowNothingOfATemperatureThatIsWrittenAsZero() {
    assertThat(page.curves())
        .filteredOn(curve -> curve.method().factor() == InputFactor.INPUT)
        .hasSize(2)
        .allSatisfy(
            curve ->
                assertThat(curve.atZero()).allSatisfy(ratio -> assertThat(ratio.mean()).isZero()));
  }

  @Test
  void aBaselineOfZeroShowsNothingOfItEither() {
    assertThat(page.curves())
        .filteredOn(curve -> curve.method().factor() == InputFactor.BASELINE)
        .hasSize(2)
        .allSatisfy(
            curve ->
                assertThat(curve.atZero()).allSatisfy(ratio -> assertThat(ratio.mean()).isZero()));
  }

  @Test
  void mapsWithoutTheMultiplicationAreTheSameInEveryEncoding() {
    assertThat(curve("Gradient").atZero())
        .allSatisfy(ratio -> assertThat(ratio.mean()).isBetween(0.999, 1.001));
  }

  @Test
  void otherRowsAsBaselinesShowTheTemperatureAtItsMean() {
    assertThat(curve("Expected Gradients").shares())
        .allSatisfy(share -> assertThat(share.mean()).isGreaterThan(0.4));
  }

  @Test
  void everyRatioIsAFigure() {
    assertThat(chapter.figures(page))
        .filteredOn(figure -> figure.values().containsValue("relative_share_at_zero"))
        .hasSize(3 * EXTENT.methods().size());
  }

  @Test
  void thePageNamesWhatIsBlind() {
    assertThat(chapter.page(page))
        .contains("Does a table lose a column at its mean?")
        .containsPattern("Blind there: [^<]*Input × Gradient");
  }
}
