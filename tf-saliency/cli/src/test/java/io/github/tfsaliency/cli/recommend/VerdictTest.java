package io.github.tfsaliency.cli.recommend;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.cli.report.MeanInterval;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private static final List<String> METHODS = List.of("a", "b", "c");
  private static final double[] A_FIRST = {1, 2, 3};
  private static final double[] B_FIRST = {2, 1, 3};

  private static Standing standing(String metric, List<double[]> ranks) {
    return Standing.of(
        metric,
        "lower",
        ranks.stream().map(ImmutableDoubleArray::copyOf).toList(),
        ImmutableList.copyOf(Collections.nCopies(3, MeanInterval.of(new double[] {1}, 1))),
        1);
  }

  private static Standing always(String metric, double... ranks) {
    return standing(metric, Collections.nCopies(8, ranks));
  }

  private static Standing mixed(String metric) {
    return standing(
        metric, List.of(A_FIRST, B_FIRST, A_FIRST, B_FIRST, A_FIRST, B_FIRST, A_FIRST, B_FIRST));
  }

  @Test
  void theMethodThatIsBestOnAllInputsWins() {
    Verdict verdict = Verdict.of("faithful", List.of(always("deletion", A_FIRST)), METHODS);

    assertThat(verdict.kind()).isEqualTo(Verdict.Kind.WINNER);
    assertThat(verdict.methods()).containsExactly("a");
  }

  @Test
  void overlappingIntervalsMakeNoWinner() {
    Verdict verdict = Verdict.of("faithful", List.of(mixed("deletion")), METHODS);

    assertThat(verdict.kind()).isEqualTo(Verdict.Kind.TIE);
    assertThat(verdict.methods()).containsExactly("a", "b");
    assertThat(verdict.text()).isEqualTo("No winner: the intervals of a, b overlap.");
  }

  @Test
  void anotherMetricMayTellApartWhatOneDoesNot() {
    Verdict verdict =
        Verdict.of("faithful", List.of(mixed("deletion"), always("insertion", B_FIRST)), METHODS);

    assertThat(verdict.kind()).isEqualTo(Verdict.Kind.WINNER);
    assertThat(verdict.methods()).containsExactly("b");
  }

  @Test
  void metricsThatFavourDifferentMethodsDisagree() {
    Standing deletion = always("deletion", A_FIRST);
    Standing insertion = always("insertion", 3, 2, 1);

    Verdict verdict = Verdict.of("faithful", List.of(deletion, insertion), METHODS);

    assertThat(verdict.kind()).isEqualTo(Verdict.Kind.DISAGREEMENT);
    assertThat(verdict.text())
        .isEqualTo("The metrics disagree: deletion favours a; insertion favours c.");
    assertThat(deletion.agreement(insertion)).isEqualTo(-1);
    assertThat(deletion.agreement(deletion)).isEqualTo(1);
  }

  @Test
  void oneInputTellsNothingOfOthers() {
    Verdict verdict =
        Verdict.of("faithful", List.of(standing("deletion", List.of(A_FIRST))), METHODS);

    assertThat(verdict.kind()).isEqualTo(Verdict.Kind.TIE);
    assertThat(verdict.text()).isEqualTo("One input does not tell methods apart; give more.");
  }

  @Test
  void fewInputsMakeNoWinner() {
    Standing few = standing("deletion", Collections.nCopies(4, A_FIRST));

    assertThat(Verdict.of("faithful", List.of(few), METHODS).kind()).isEqualTo(Verdict.Kind.TIE);
  }

  @Test
  void withoutRanksThereIsNoAnswer() {
    Verdict verdict = Verdict.of("sane", List.of(standing("randomisation", List.of())), METHODS);

    assertThat(verdict.kind()).isEqualTo(Verdict.Kind.UNKNOWN);
  }
}
