package io.github.tfsaliency.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfsaliency.spec.MethodSpecs;
import io.github.tfsaliency.spec.MetricRow;
import io.github.tfsaliency.spec.MetricSpecs;
import io.github.tfsaliency.spec.SpecRow;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The lists of the command line. */
@ExtendWith(Surroundings.class)
class MethodsCommandTest {
  private final StringWriter out = new StringWriter();

  private int run(String command) {
    return TfSaliency.run(new PrintWriter(out), new PrintWriter(new StringWriter()), command);
  }

  @Test
  void methodsAreListedWithWhatTheyComputeAndTheirKeys() {
    assertThat(run("methods")).isZero();
    assertThat(out.toString())
        .contains(MethodSpecs.rows().stream().map(SpecRow::name).toList())
        .containsIgnoringNewLines(
            """
            occlusion              cost 1 + windows
                S(x) - S(x with a window covered)
                window=16,stride=8,baseline=0,channels=all|each
            """);
  }

  @Test
  void metricsAreListedWithWhatIsBetter() {
    assertThat(run("metrics")).isZero();
    assertThat(out.toString())
        .contains(MetricSpecs.rows().stream().map(MetricRow::name).toList())
        .contains("pointing-game          better higher, needs --masks")
        .contains(
            "    steps=50,pooling=sum|sum-positive|sum-absolute|l2-squared|max-norm,baseline=mean")
        .contains("    n=PIXELS/10,subsets=100,seed=SEED,baseline=mean");
  }

  @Test
  void theVersionsAreThoseOfAllThreeLayers() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString().lines())
        .hasSize(3)
        .satisfiesExactly(
            line -> assertThat(line).startsWith("tf-saliency "),
            line -> assertThat(line).matches("TensorFlow \\d+\\.\\d+\\.\\d+"),
            line -> assertThat(line).startsWith("Java "));
  }
}
