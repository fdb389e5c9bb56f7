package io.github.tfsaliency.method.hiding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapleyCoalitionsTest {
  private static final int SEEDS = 40;

  @ParameterizedTest
  @CsvSource({"2, 2", "3, 6", "4, 14", "7, 126", "10, 1022", "10, 99999"})
  void allThatFitAreTaken(int players, int samples) {
    assertThat(coalitions(players, samples, 1)).hasSize((1 << players) - 2);
  }

  @ParameterizedTest
  @CsvSource({"10, 1000", "10, 100", "25, 1000", "50, 1000", "300, 1000"})
  void noMoreAreTakenThanAskedForAndNoneTwice(int players, int samples) {
    List<Coalition> coalitions = coalitions(players, samples, 1);

    assertThat(coalitions).hasSizeBetween(samples * 9 / 10, samples);
    assertThat(coalitions.stream().map(Coalition::kept)).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource({"9, 1000", "10, 100", "25, 1000", "50, 1000"})
  void sizesWeighWhatTheKernelSays(int players, int samples) {
    double[] weights = new double[players];
    double[] kernel = new double[players];
    for (int seed = 0; seed < SEEDS; seed++) {
      for (Coalition coalition : coalitions(players, samples, seed)) {
        weights[coalition.kept().cardinality()] += coalition.weight() / SEEDS;
      }
    }

    double total = 0;
    double kernelTotal = 0;
    for (int size = 1; size < players; size++) {
      kernel[size] = (players - 1.0) / (size * (players - size));
      total += weights[size];
      kernelTotal += kernel[size];
    }
    assertThat(total).isCloseTo(kernelTotal, within(1e-9));
    // singles fit, and so do their complements
    assertThat(weights[1]).isCloseTo(kernel[1], within(1e-9));
    assertThat(weights[players - 1]).isCloseTo(kernel[1], within(1e-9));
    for (int size = 2; size < players - 1; size++) {
      assertThat(weights[size]).isCloseTo(kernel[size], within(0.15 * kernel[size]));
    }
  }

  @ParameterizedTest
  @CsvSource({"11, 500", "25, 1000", "50, 1000"})
  void coalitionsComeWithTheirComplements(int players, int samples) {
    List<BitSet> kept = coalitions(players, samples, 1).stream().map(Coalition::kept).toList();
    long lonely =
        kept.stream()
            .filter(
                coalition -> {
                  BitSet complement = (BitSet) coalition.clone();
                  complement.flip(0, players);
                  return !kept.contains(complement);
                })
            .count();

    // the last may have come when there was room for one
    assertThat(lonely).isLessThanOrEqualTo(1);
  }

  private static List<Coalition> coalitions(int players, int samples, long seed) {
    ShapleyCoalitions coalitions = ShapleyCoalitions.of(players, samples, seed);
    return coalitions.first(coalitions.size());
  }
}
