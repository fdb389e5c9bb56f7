package io.github.tfsaliency.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfsaliency.file.Npy;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

class MetricSpecsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "deletion | deletion",
        "deletion:steps=50,baseline=mean,pooling=sum | deletion",
        "insertion:baseline=0.250,steps=5 | insertion:steps=5,baseline=0.25",
        "morf:baseline=0/1.0,side=4 | morf:side=4,baseline=0/1",
        "sensitivity-n:seed=7,n=5 | sensitivity-n:n=5,seed=7",
        "infidelity:multiplied=true,noise=0.10 | infidelity:multiplied=true",
        "mu-fidelity:correlation=spearman,share=0.50 | mu-fidelity:share=0.5,correlation=spearman",
        "pointing-game:pooling=sum-positive,tolerance=3 | pointing-game:tolerance=3",
        "mass-accuracy:pooling=l2-squared | mass-accuracy:pooling=l2-squared"
      })
  void whatIsTypedIsPrintedInOneForm(String typed, String printed) {
    MetricSpec metric = MetricSpecs.parse(typed);

    assertThat(metric).hasToString(printed).isEqualTo(MetricSpecs.parse(printed));
    assertThat(metric).hasSameHashCodeAs(MetricSpecs.parse(printed));
  }

  @Test
  void metricsDifferByTheirOptions() {
    assertThat(MetricSpecs.parse("deletion:steps=3"))
        .isNotEqualTo(MetricSpecs.parse("deletion"))
        .isNotEqualTo(MetricSpecs.parse("insertion:steps=3"));
  }

  @Test
  void aFileKeepsItsName(@TempDir Path folder) {
    Path file = folder.resolve("grey.npy");
    Npy.write(file, NdArrays.ofFloats(Shape.of(2, 2, 3)));
    String text = "deletion:baseline=" + file;

    assertThat(MetricSpecs.parse(text)).hasToString(text).isEqualTo(MetricSpecs.parse(text));
  }

  @Test
  void everyNameAloneIsAMetric() {
    assertThat(MetricSpecs.rows())
        .hasSizeGreaterThan(12)
        .allSatisfy(row -> assertThat(MetricSpecs.parse(row.name())).hasToString(row.name()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "delation | There is no metric 'delation'.",
        "gini:steps=3 | The metric 'gini' has no option 'steps'.",
        "deletion:steps=0 | The number of steps (0) must be at least 1.",
        "deletion:baseline=grey | The option 'baseline' of the metric 'deletion' is 'grey', but"
            + " must be mean, a number, one for each channel as in 0/0/0, or a .npy file.",
        "deletion:baseline=array[2x3] | 'array[2x3]' is an array that was given in Java",
        "deletion:pooling=mean | The option 'pooling' of the metric 'deletion' is 'mean', but must"
            + " be one of [sum, sum-positive, sum-absolute, l2-squared, max-norm].",
        "mass-accuracy:pooling=sum | A fraction of relevance cannot be computed with SUM",
        "sensitivity-n:n=0 | The number of pixels in a subset (0) must be at least 1."
      })
  void whatIsWrongIsNamed(String spec, String message) {
    assertThatThrownBy(() -> MetricSpecs.parse(spec))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }
}
