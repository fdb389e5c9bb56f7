package io.github.tfsaliency.examples.looks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LooksResultsTest {
  private static final int METHODS = 20;
  private static final int SCENES = 10;

  /** Method i: sparser and rougher with i; deletion better, insertion worse, no object known. */
  private static LooksResults results() {
    Map<String, MethodFigures> methods = new LinkedHashMap<>();
    for (int i = 0; i < METHODS; i++) {
      int method = i;
      Map<Measure, List<Double>> figures = new EnumMap<>(Measure.class);
      figures.put(Measure.GINI, scenes(scene -> scene == 3 ? Double.NaN : method + 0.01 * scene));
      figures.put(Measure.TOTAL_VARIATION, scenes(scene -> method + 0.01 * scene));
      figures.put(Measure.EDGE_CORRELATION, scenes(scene -> (method * 7) % METHODS + 0.01 * scene));
      figures.put(Measure.DELETION, scenes(scene -> -method + 0.01 * scene));
      figures.put(Measure.INSERTION, scenes(scene -> -method + 0.01 * scene));
      figures.put(Measure.MASS_ACCURACY, List.of());
      figures.put(Measure.RANK_ACCURACY, List.of());
      figures.put(Measure.RANDOMIZATION, scenes(scene -> (method * 3) % METHODS + 0.01 * scene));
      methods.put("method " + i, new MethodFigures(figures));
    }
    return LooksResults.of(methods, 1);
  }

  private static List<Double> scenes(IntToDoubleFunction figure) {
    return IntStream.range(0, SCENES).mapToDouble(figure).boxed().toList();
  }

  @Test
  void sparserMapsWhoseScoreFallsFasterAgree() {
    LooksResults.Agreement agreement = results().agreement(Measure.GINI, Measure.DELETION);

    assertThat(agreement.correlation()).isEqualTo(1, within(1e-12));
    assertThat(agreement.certain()).isTrue();
  }

  @Test
  void sparserMapsWhoseScoreRisesMoreSlowlyDisagree() {
    assertThat(results().agreement(Measure.GINI, Measure.INSERTION).correlation())
        .isEqualTo(-1, within(1e-12));
  }

  @Test
  void roughMapsCountAsLessPretty() {
    assertThat(results().agreement(Measure.TOTAL_VARIATION, Measure.DELETION).correlation())
        .isEqualTo(-1, within(1e-12));
  }

  @Test
  void measuresThatHaveNothingToDoWithEachOtherAreNotCertain() {
    assertThat(results().agreement(Measure.EDGE_CORRELATION, Measure.RANDOMIZATION).certain())
        .isFalse();
  }

  @Test
  void whatIsNotKnownOfTheScenesIsLeftOut() {
    assertThat(results().faithfulness())
        .containsExactly(Measure.DELETION, Measure.INSERTION, Measure.RANDOMIZATION);
  }

  @Test
  void aSceneWithoutAFigureIsLeftOutOfTheMean() {
    assertThat(results().mean(Measure.GINI, "method 2").count()).isEqualTo(SCENES - 1);
    assertThat(results().mean(Measure.GINI, "method 2").mean())
        .isEqualTo(2 + 0.01 * (45 - 3) / (SCENES - 1), within(1e-12));
  }
}
