package io.github.tfsaliency.examples.retraining;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfsaliency.cli.report.Page;
import io.github.tfsaliency.examples.retraining.FidelityResult.Curves;
import io.github.tfsaliency.examples.retraining.FidelityResult.MethodCurves;
import io.github.tfsaliency.examples.retraining.FidelityResult.Networks;
import java.util.List;
import org.junit.jupiter.api.Test;

class FidelitySectionTest {
  private static final Networks NETWORKS =
      new Networks(
          List.of(0.8, 0.82, 0.81),
          List.of(
              method("Random", 0, 0.3, 0.1),
              method("A", 0.1, 0.3, 0.2),
              method("B", 0.2, 0.4, 0.6),
              method("C", 0.3, 0.5, 0.2),
              method("D", 0.4, 0.6, 0.2),
              method(FidelitySection.OBJECT, 0.9, 1, 0.3)));
  private static final FidelitySection SECTION =
      new FidelitySection(
          "toys",
          new RetrainingPlan(1, 1, 1, 3, List.of(), List.of(), 1),
          new FidelityResult(1, List.of(0.5), NETWORKS, NETWORKS));

  /** Each training differs a little from the others, all methods alike. */
  private static MethodCurves method(String title, double fidelity, double rank, double mask) {
    Curves curves =
        new Curves(
            List.of(List.of(0.1), List.of(0.1), List.of(0.1)),
            List.of(List.of(0.1 + fidelity), List.of(0.11 + fidelity), List.of(0.12 + fidelity)));
    return new MethodCurves(
        title, curves, curves, List.of(mask, mask, mask), List.of(rank, rank, rank));
  }

  @Test
  void pairsAreComparedTrainingByTraining() {
    assertThat(SECTION.pairs()).isEqualTo(6);
    assertThat(SECTION.certainPairs(NETWORKS)).isEqualTo(6);
  }

  @Test
  void aMapIsBetterThanChanceIfItsIntervalLiesAbove0() {
    assertThat(SECTION.betterThanChance(NETWORKS)).containsExactly("A", "B", "C", "D");
  }

  @Test
  void theMostThatAnyMaskTellsIsTheControl() {
    assertThat(SECTION.bestMask(NETWORKS)).isEqualTo(0.6);
  }

  @Test
  void chanceAndTheObjectAreNoMethodsThatAgree() {
    FidelitySection.Agreement agreement = SECTION.agreement(NETWORKS);

    assertThat(agreement.correlation()).isEqualTo(1);
    assertThat(agreement.high()).isEqualTo(1);
  }

  @Test
  void thePageSaysHowManyPairsAreCertain() {
    assertThat(Page.render("fidelity.jte", SECTION))
        .contains("Of 6 pairs of methods 6 have an order that is certain", "rank correlation of");
  }
}
