package io.github.tfsaliency.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfsaliency.spec.MetricRow;
import io.github.tfsaliency.spec.MetricSpecs;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(Surroundings.class)
class MetricSpecTest {
  @Test
  void theListNamesEveryMetricAndWhatIsBetter() {
    StringWriter out = new StringWriter();

    int exit = TfSaliency.run(new PrintWriter(out, true), new PrintWriter(out, true), "metrics");

    assertThat(exit).isZero();
    assertThat(out.toString())
        .contains(MetricSpecs.rows().stream().map(MetricRow::name).toList())
        .contains("pointing-game          better higher, needs --masks");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "delation | There is no metric 'delation'.",
        "gini:steps=3 | The metric 'gini' has no option 'steps'.",
        "deletion:steps=0 | The number of steps (0) must be at least 1.",
        "deletion:baseline=grey | The option 'baseline' of the metric 'deletion' is 'grey', but must"
            + " be mean, a number, one for each channel as in 0/0/0, or a .npy file.",
        "deletion:pooling=mean | The option 'pooling' of the metric 'deletion' is 'mean', but must be"
            + " one of [sum, sum-positive, sum-absolute, l2-squared, max-norm].",
        "mass-accuracy:pooling=sum | A share of relevance cannot be taken of SUM",
        "sensitivity-n:n=0 | The number of pixels in a subset (0) must be at least 1."
      })
  void whatIsWrongIsNamed(String spec, String message) {
    assertThatThrownBy(() -> MetricSpecs.parse(spec))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }
}
