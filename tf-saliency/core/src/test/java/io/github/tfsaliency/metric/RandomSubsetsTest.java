package io.github.tfsaliency.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RandomSubsetsTest {
  @Test
  void haveTheirSize() {
    RandomSubsets subsets = new RandomSubsets(10, 4, 100, 1);

    for (int i = 0; i < 100; i++) {
      assertThat(count(subsets.subset(i))).isEqualTo(4);
    }
  }

  @Test
  void holdEveryMemberEquallyOften() {
    RandomSubsets subsets = new RandomSubsets(5, 2, 10_000, 1);
    int[] times = new int[5];
    for (int i = 0; i < 10_000; i++) {
      boolean[] subset = subsets.subset(i);
      for (int member = 0; member < 5; member++) {
        times[member] += subset[member] ? 1 : 0;
      }
    }

    for (int time : times) {
      assertThat(time).isCloseTo(4000, within(200)); // four standard deviations
    }
  }

  @Test
  void areTheSameWheneverTheyAreAskedFor() {
    RandomSubsets subsets = new RandomSubsets(50, 20, 2, 1);

    assertThat(subsets.subset(1)).isEqualTo(subsets.subset(1)).isNotEqualTo(subsets.subset(0));
  }

  private static int count(boolean[] subset) {
    int count = 0;
    for (boolean chosen : subset) {
      count += chosen ? 1 : 0;
    }
    return count;
  }
}
