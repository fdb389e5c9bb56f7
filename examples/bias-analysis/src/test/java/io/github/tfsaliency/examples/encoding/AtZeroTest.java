package io.github.tfsaliency.examples.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfsaliency.cli.report.MeanInterval;
import java.util.List;
import org.junit.jupiter.api.Test;

class AtZeroTest {
  private static double mean(double[] here, double[]... elsewhere) {
    return AtZero.of(here, List.of(elsewhere), 1).mean();
  }

  private static String bias(double... means) {
    return AtZero.bias(
        List.of(
            new MeanInterval(means[0], 0, 1, 2, 0),
            new MeanInterval(means[1], 0, 1, 2, 0),
            new MeanInterval(means[2], 0, 1, 2, 0)));
  }

  @Test
  void aShareIsDividedByTheMeanOfTheOtherEncodings() {
    assertThat(mean(new double[] {0.25, 0.5}, new double[] {0.25, 0.25}, new double[] {0.75, 0.25}))
        .isEqualTo((0.5 + 2) / 2);
  }

  @Test
  void whatNoOtherEncodingShowsIsNotDefined() {
    MeanInterval mean = AtZero.of(new double[] {0.1, 0.3}, List.of(new double[] {0, 0.3}), 1);

    assertThat(mean.mean()).isEqualTo(1);
    assertThat(mean.undefined()).isEqualTo(1);
  }

  @Test
  void aMapIsBlindIfItShowsLessThanHalfInEveryEncoding() {
    assertThat(bias(0.1, 0.2, 0.49)).isEqualTo("yes");
    assertThat(bias(0.1, 0.2, 0.51)).isEqualTo("in part");
    assertThat(bias(0.9, 1.1, 1)).isEqualTo("no");
  }
}
