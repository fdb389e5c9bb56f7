package io.github.tfsaliency.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.math.Quantiles;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class MeanIntervalTest {
  @Test
  void theIntervalOfManyIsThatOfTheNormalDistribution() {
    Random random = new Random(3);
    double[] values = new double[400];
    Arrays.setAll(values, i -> 5 + random.nextGaussian());
    double error = 1.96 / Math.sqrt(values.length);

    MeanInterval mean = MeanInterval.of(values, 1);

    assertThat(mean.low()).isCloseTo(mean.mean() - error, within(0.012));
    assertThat(mean.high()).isCloseTo(mean.mean() + error, within(0.012));
    assertThat(MeanInterval.of(values, 1)).isEqualTo(mean);
  }

  @Test
  void undefinedValuesAreLeftOutAndCounted() {
    MeanInterval mean = MeanInterval.of(new double[] {1, Double.NaN, 3}, 1);

    assertThat(mean.mean()).isEqualTo(2);
    assertThat(mean.count()).isEqualTo(2);
    assertThat(mean.undefined()).isEqualTo(1);
  }

  @Test
  void oneValueHasNoInterval() {
    MeanInterval mean = MeanInterval.of(new double[] {4}, 1);

    assertThat(mean.mean()).isEqualTo(4);
    assertThat(mean.low()).isNaN();
    assertThat(mean.hasInterval()).isFalse();
  }

  @Test
  void theBoundsAreThePercentilesThatGuavaFinds() {
    double[] values = new Random(1).doubles(2000).toArray();
    Map<Integer, Double> bounds = Quantiles.scale(1000).indexes(25, 975).compute(values);

    BootstrapInterval interval = BootstrapInterval.of(values);

    assertThat(interval.low()).isEqualTo(bounds.get(25));
    assertThat(interval.high()).isEqualTo(bounds.get(975));
  }

  /** Selecting instead of sorting took minutes here. */
  @Test
  @Timeout(20)
  void valuesThatAreAllAlikeTakeNoLonger() {
    double[] alike = new double[1_000_000];
    Arrays.fill(alike, 0.5);

    assertThat(BootstrapInterval.of(alike)).isEqualTo(new BootstrapInterval(0.5, 0.5));
  }
}
