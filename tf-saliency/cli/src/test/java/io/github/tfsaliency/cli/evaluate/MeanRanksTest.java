package io.github.tfsaliency.cli.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.cli.common.MethodSpec;
import io.github.tfsaliency.cli.evaluate.Evaluation.Question;
import io.github.tfsaliency.cli.evaluate.Evaluation.Row;
import io.github.tfsaliency.spec.MetricSpecs;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MeanRanksTest {
  @Test
  void theBestIsFirstInTheDirectionOfTheMetric() {
    assertThat(ranks("insertion", row("a", 0, 3), row("a", 1, 1), row("a", 2, 2)).ranks())
        .isEqualTo(ImmutableDoubleArray.of(1, 3, 2));
    assertThat(ranks("deletion", row("a", 0, 3), row("a", 1, 1), row("a", 2, 2)).ranks())
        .isEqualTo(ImmutableDoubleArray.of(3, 1, 2));
  }

  @Test
  void equalsShareTheirRanks() {
    assertThat(ranks("insertion", row("a", 0, 2), row("a", 1, 2), row("a", 2, 1)).ranks())
        .isEqualTo(ImmutableDoubleArray.of(1.5, 1.5, 3));
  }

  @Test
  void aPictureThatLacksAValueDoesNotCount() {
    MeanRanks ranks =
        ranks(
            "insertion",
            row("a", 0, 3),
            row("a", 1, Double.NaN),
            row("a", 2, 2),
            row("b", 0, 1),
            row("b", 2, 2),
            row("c", 0, 1),
            row("c", 1, 2),
            row("c", 2, 3));

    assertThat(ranks.pictures()).isEqualTo(1);
    assertThat(ranks.ranks()).isEqualTo(ImmutableDoubleArray.of(3, 2, 1));
  }

  private static final ImmutableList<MethodSpec> METHODS =
      ImmutableList.of(
          MethodSpec.parse("gradient"),
          MethodSpec.parse("deconvnet"),
          MethodSpec.parse("deeplift"));

  private static Row row(String picture, int method, double value) {
    return new Row(
        picture,
        METHODS.get(method).text(),
        0,
        "output 0",
        1,
        Double.NaN,
        1,
        ImmutableDoubleArray.of(value));
  }

  private static MeanRanks ranks(String metric, Row... rows) {
    Question question =
        new Question(METHODS, ImmutableList.of(MetricSpecs.parse(metric)), 1, Optional.empty());
    return MeanRanks.of(
        new Evaluation(
            question, ImmutableList.copyOf(rows), ImmutableList.of(), ImmutableList.of()),
        0);
  }
}
