package io.github.tfsaliency.examples.retraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import io.github.tfsaliency.cli.report.Page;
import io.github.tfsaliency.examples.retraining.FidelityResult.MethodCurves;
import io.github.tfsaliency.examples.training.Dataset;
import io.github.tfsaliency.examples.training.ToyPictures;
import io.github.tfsaliency.method.Gradient;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On pictures whose class is told by one of two places. */
class FidelityTest {
  private static final Dataset TEST = ToyPictures.of(60, 2);
  private static final Pictures PICTURES =
      new Pictures(ToyPictures.of(200, 1), TEST, Optional.of(blocks(TEST)));
  private static final RetrainingPlan PLAN =
      new RetrainingPlan(200, 60, 5, 2, List.of(), List.of(), 1);
  private static final Fidelity PART =
      new Fidelity(
          "toys",
          List.of(RankingMethod.RANDOM, RankingMethod.of("gradient", "Gradient", Gradient.of())),
          () -> PICTURES,
          PLAN);
  private static final List<String> STEPS = Collections.synchronizedList(new ArrayList<>());
  private static FidelityResult result;

  @BeforeAll
  static void ask() {
    result = PART.run(STEPS::add);
  }

  private static ObjectPixels blocks(Dataset data) {
    return new ObjectPixels(
        data.labels().stream()
            .mapToObj(
                label ->
                    ImmutableIntArray.copyOf(
                        IntStream.range(0, ToyPictures.SIZE * ToyPictures.SIZE)
                            .filter(pixel -> ToyPictures.isBlock(label, pixel))))
            .collect(ImmutableList.toImmutableList()));
  }

  private static MethodCurves augmented(String title) {
    return result.augmented().methods().stream()
        .filter(method -> method.title().equals(title))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void thereIsAFigureForEachTraining() {
    assertThat(result.plain().accuracies()).hasSize(2);
    assertThat(result.augmented().methods())
        .extracting(MethodCurves::title)
        .containsExactly("Random", "Gradient", FidelitySection.OBJECT);
    assertThat(augmented("Gradient").absolute().fidelity()).hasSize(2);
    assertThat(augmented("Gradient").mask()).hasSize(2);
  }

  @Test
  void chanceHasNoFidelity() {
    assertThat(augmented("Random").absolute().fidelity())
        .allSatisfy(fidelity -> assertThat(fidelity).isCloseTo(0, within(0.15)));
  }

  @Test
  void whatTellsTheClassHasMore() {
    assertThat(augmented(FidelitySection.OBJECT).absolute().fidelity())
        .allSatisfy(fidelity -> assertThat(fidelity).isGreaterThan(0.15));
  }

  @Test
  void theObjectFirstFindsAllOfTheObject() {
    assertThat(augmented(FidelitySection.OBJECT).rankAccuracy()).containsExactly(1.0, 1.0);
  }

  @Test
  void theListenerHearsAsManyStepsAsAnnounced() {
    assertThat(STEPS).hasSize(PART.steps());
  }

  @Test
  void thePageHasBothControls() {
    assertThat(Page.render("fidelity.jte", new FidelitySection("toys", PLAN, result)))
        .contains(
            "<svg", "Certainly better than chance", "<td>The object first</td>", "mask alone");
  }
}
