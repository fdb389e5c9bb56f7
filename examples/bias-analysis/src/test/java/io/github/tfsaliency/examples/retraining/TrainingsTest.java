package io.github.tfsaliency.examples.retraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.tfsaliency.cli.report.MeanInterval;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingsTest {
  @Test
  void theIntervalIsThatOfStudentsT() {
    MeanInterval mean = Trainings.mean(List.of(1.0, 2.0, 3.0));

    assertThat(mean.mean()).isEqualTo(2);
    // The table of t: 4.303 for 2 degrees of freedom and 95 %.
    assertThat(mean.high() - mean.mean()).isCloseTo(4.303 / Math.sqrt(3), within(1e-3));
    assertThat(mean.mean() - mean.low()).isCloseTo(mean.high() - mean.mean(), within(1e-12));
  }

  @Test
  void oneTrainingHasNoInterval() {
    assertThat(Trainings.mean(List.of(0.5, Double.NaN)))
        .isEqualTo(new MeanInterval(0.5, Double.NaN, Double.NaN, 1, 1));
  }

  @Test
  void trainingsOfTheSameSeedAreCompared() {
    MeanInterval lead = Trainings.difference(List.of(0.9, 0.5), List.of(0.8, 0.4));

    assertThat(lead.low()).isCloseTo(0.1, within(1e-6));
    assertThat(lead.high()).isCloseTo(0.1, within(1e-6));
  }

  @Test
  void theAreaBetweenCurvesIsTheMeanOfTheirDifferences() {
    assertThat(
            Trainings.differences(
                List.of(List.of(1.0, 0.8), List.of(0.5, 0.5)),
                List.of(List.of(0.5, 0.3), List.of(0.5, 1.0))))
        .containsExactly(0.5, -0.25);
  }
}
