package io.github.tfsaliency.method.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderStatisticTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 50, 1000})
  void isWhatStandsThereWhenAllAreSorted(int count) {
    float[] sizes = new float[count];
    Random random = new Random(count);
    for (int i = 0; i < count; i++) {
      sizes[i] =
          switch (random.nextInt(5)) {
            case 0 -> 0;
            case 1 -> Float.POSITIVE_INFINITY;
            case 2 -> random.nextInt(4);
            case 3 -> random.nextFloat() * Float.MIN_NORMAL;
            default -> (float) Math.exp(20 * random.nextGaussian());
          };
    }
    float[] sorted = sizes.clone();
    Arrays.sort(sorted);

    for (int rank = 0; rank < count; rank++) {
      assertThat(OrderStatistic.ofSizes(sizes, rank)).isEqualTo(sorted[rank]);
    }
  }
}
