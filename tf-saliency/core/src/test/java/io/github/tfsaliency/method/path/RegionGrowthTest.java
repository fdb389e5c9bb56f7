package io.github.tfsaliency.method.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The choice of regions is that of whole masks, as the authors write it down. */
class RegionGrowthTest {
  private static final int PIXELS = 200;
  private static final int MIN_NEW = 7;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void fullChoiceIsThatOfTheReplica(long seed) {
    Random random = new Random(seed);
    double[] attribution = random.doubles(PIXELS, -1, 1).toArray();
    List<boolean[]> masks = masks(random);

    double[] map = new RegionGrowth(attribution, pixels(masks), MIN_NEW).full();

    assertThat(map).containsExactly(replica(attribution, masks), within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void fastChoiceIsThatOfTheReplica(long seed) {
    Random random = new Random(seed);
    double[] attribution = random.doubles(PIXELS, -1, 1).toArray();
    List<boolean[]> masks = masks(random);

    double[] map = new RegionGrowth(attribution, pixels(masks), MIN_NEW).fast();

    assertThat(map).containsExactly(fastReplica(attribution, masks), within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theMapSumsToTheAttribution(long seed) {
    Random random = new Random(seed);
    double[] attribution = random.doubles(PIXELS, -1, 1).toArray();
    List<int[]> regions = pixels(masks(random));

    double[] map = new RegionGrowth(attribution, regions, MIN_NEW).full();

    assertThat(Arrays.stream(map).sum()).isCloseTo(Arrays.stream(attribution).sum(), within(1e-10));
  }

  /** Overlapping stretches, some of them too short; the first twenty pixels are in none. */
  private static List<boolean[]> masks(Random random) {
    List<boolean[]> masks = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      boolean[] mask = new boolean[PIXELS];
      int start = 20 + random.nextInt(PIXELS - 40);
      Arrays.fill(mask, start, Math.min(start + random.nextInt(40), PIXELS), true);
      masks.add(mask);
    }
    return masks;
  }

  private static List<int[]> pixels(List<boolean[]> masks) {
    return masks.stream()
        .map(mask -> IntStream.range(0, PIXELS).filter(i -> mask[i]).toArray())
        .toList();
  }

  private static double[] replica(double[] attribution, List<boolean[]> masks) {
    boolean[] current = new boolean[PIXELS];
    double[] map = new double[PIXELS];
    List<boolean[]> remaining = new ArrayList<>(masks);
    while (true) {
      remaining.removeIf(mask -> count(added(mask, current)) < MIN_NEW);
      if (remaining.isEmpty()) {
        break;
      }
      boolean[] best = remaining.get(0);
      for (boolean[] mask : remaining) {
        if (gain(attribution, added(mask, current)) > gain(attribution, added(best, current))) {
          best = mask;
        }
      }
      remaining.remove(best);
      take(map, attribution, added(best, current), current);
    }
    boolean[] all = new boolean[PIXELS];
    Arrays.fill(all, true);
    take(map, attribution, added(all, current), current);
    return map;
  }

  private static double[] fastReplica(double[] attribution, List<boolean[]> masks) {
    boolean[] current = new boolean[PIXELS];
    double[] map = new double[PIXELS];
    List<boolean[]> sorted = new ArrayList<>(masks);
    sorted.removeIf(mask -> count(mask) == 0);
    sorted.sort((a, b) -> Double.compare(gain(attribution, b), gain(attribution, a)));
    for (boolean[] mask : sorted) {
      if (count(added(mask, current)) >= MIN_NEW) {
        take(map, attribution, added(mask, current), current);
      }
    }
    boolean[] all = new boolean[PIXELS];
    Arrays.fill(all, true);
    take(map, attribution, added(all, current), current);
    return map;
  }

  private static void take(double[] map, double[] attribution, boolean[] added, boolean[] current) {
    double gain = gain(attribution, added);
    for (int i = 0; i < PIXELS; i++) {
      map[i] = added[i] ? gain : map[i];
      current[i] |= added[i];
    }
  }

  private static boolean[] added(boolean[] mask, boolean[] current) {
    boolean[] added = new boolean[PIXELS];
    for (int i = 0; i < PIXELS; i++) {
      added[i] = mask[i] && !current[i];
    }
    return added;
  }

  private static int count(boolean[] mask) {
    return (int) IntStream.range(0, PIXELS).filter(i -> mask[i]).count();
  }

  private static double gain(double[] attribution, boolean[] mask) {
    return IntStream.range(0, PIXELS).filter(i -> mask[i]).mapToDouble(i -> attribution[i]).sum()
        / count(mask);
  }
}
