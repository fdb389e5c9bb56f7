package io.github.tfsaliency.metric;

import static io.github.tfsaliency.message.Checks.checkArgument;

import io.github.tfsaliency.message.Limits;
import java.util.SplittableRandom;

/** Random subsets of one size, each drawn on demand and always the same. */
final class RandomSubsets implements Subsets {
  private final int population;
  private final int size;
  private final long[] seeds;

  RandomSubsets(int population, int size, int count, long seed) {
    this.population = population;
    this.size = size;
    this.seeds = new SplittableRandom(seed).longs(count).toArray();
  }

  static void checkCount(int subsets) {
    checkArgument(
        subsets > 1, "A correlation takes at least 2 subsets, but %s were asked for.", subsets);
    Limits.requireAtMost("number of subsets", subsets, Limits.SAMPLES);
  }

  @Override
  public int count() {
    return seeds.length;
  }

  /** Which members are in a subset; all subsets are equally likely, by Floyd's algorithm. */
  @Override
  public boolean[] subset(int index) {
    SplittableRandom random = new SplittableRandom(seeds[index]);
    boolean[] chosen = new boolean[population];
    for (int last = population - size; last < population; last++) {
      int drawn = random.nextInt(last + 1);
      chosen[chosen[drawn] ? last : drawn] = true;
    }
    return chosen;
  }
}
