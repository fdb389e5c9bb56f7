package io.github.tfsaliency.statistic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.math.Quantiles;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Percentiles are those of Guava. */
class PercentilesTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 5, 25, 500, 975, 995, 1000})
  void valueIsGuavas(int permille) {
    double[] values = new Random(1).doubles(37, -3, 5).toArray();

    assertThat(Percentiles.of(values).at(permille))
        .isCloseTo(Quantiles.scale(1000).index(permille).compute(values), within(1e-12));
  }

  @Test
  void nothingHasNoPercentile() {
    assertThat(Percentiles.of(new double[0]).at(500)).isNaN();
  }

  @Test
  void mostOfMillionsMayBeAlike() {
    double[] values = new double[4_000_000];
    values[7] = 2;

    assertThat(Percentiles.of(values).at(995)).isZero();
    assertThat(Percentiles.of(values).at(1000)).isEqualTo(2);
  }
}
