package io.github.tfsaliency.method.hiding;

import com.google.common.math.LongMath;
import io.github.tfsaliency.sampling.Draws;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Coalitions for the Shapley kernel, without the empty coalition and the coalition of all players.
 *
 * <pre>weight of all coalitions of s players together: (M - 1) / (s (M - s))</pre>
 *
 * <p>They are drawn as in the authors' package. If all coalitions of a size fit into the number of
 * samples, all are used. This begins with the smallest and the largest sizes, which have the
 * largest weights. The rest of the weight goes to random coalitions of the sizes in between, each
 * with its complement.
 */
final class ShapleyCoalitions {
  /** How often chance may repeat what it drew before, for each coalition that is new. */
  private static final int PATIENCE = 4;

  private static final double ROUNDING = 1e-8;

  private final int players;

  /** Those of whole sizes. */
  private final Map<BitSet, Double> weights = new LinkedHashMap<>();

  /** The random coalitions in the order of drawing, with repetitions, without complements. */
  private final List<BitSet> draws = new ArrayList<>();

  private final Set<BitSet> drawn = new LinkedHashSet<>();
  private double weightOfDraws;

  private ShapleyCoalitions(int players) {
    this.players = players;
  }

  /** At most so many coalitions; all there are, if they fit. */
  static ShapleyCoalitions of(int players, int samples, long seed) {
    ShapleyCoalitions coalitions = new ShapleyCoalitions(players);
    int size = 1;
    while (2 * size <= players && coalitions.fits(size, samples)) {
      coalitions.addAll(size);
      size++;
    }
    if (2 * size <= players) {
      coalitions.draw(size, samples - coalitions.weights.size(), Draws.of(seed, 0));
    }
    return coalitions;
  }

  /** How many there are. */
  int size() {
    return weights.size() + drawn.size();
  }

  /** The number of coalitions that every seed includes; they come first. */
  int taken() {
    return weights.size();
  }

  /** The coalitions to score, in order. */
  List<BitSet> kept() {
    return Stream.concat(weights.keySet().stream(), drawn.stream()).toList();
  }

  /** All coalitions that every seed includes, then random ones up to this number. */
  List<Coalition> first(int count) {
    Map<BitSet, Integer> counts = new LinkedHashMap<>();
    for (BitSet kept : draws) {
      if (counts.size() == count - weights.size()) {
        break;
      }
      addPair(kept, count - weights.size(), counts);
    }
    int total = counts.values().stream().mapToInt(each -> each).sum();
    List<Coalition> all = new ArrayList<>();
    weights.forEach((kept, weight) -> all.add(new Coalition(kept, weight, 0)));
    counts.forEach(
        (kept, times) -> all.add(new Coalition(kept, times * (weightOfDraws / total), times)));
    return all;
  }

  /** Of the coalitions of a size and of their complements. */
  private double weight(int size) {
    return (paired(size) ? 2.0 : 1.0) * (players - 1) / ((double) size * (players - size));
  }

  private double weightFrom(int size) {
    double sum = 0;
    for (int i = size; 2 * i <= players; i++) {
      sum += weight(i);
    }
    return sum;
  }

  private boolean paired(int size) {
    return 2 * size != players;
  }

  /** Whether as many samples as the size deserves are enough for all its coalitions. */
  private boolean fits(int size, int samples) {
    double left = samples - weights.size();
    double count = (paired(size) ? 2.0 : 1.0) * LongMath.binomial(players, size);
    return left * weight(size) / weightFrom(size) >= count * (1 - ROUNDING);
  }

  private void addAll(int size) {
    double each = weight(size) / LongMath.binomial(players, size) / (paired(size) ? 2 : 1);
    int[] members = new int[size];
    for (int i = 0; i < size; i++) {
      members[i] = i;
    }
    do {
      BitSet kept = new BitSet(players);
      for (int member : members) {
        kept.set(member);
      }
      weights.put(kept, each);
      if (paired(size)) {
        weights.put(complement(kept), each);
      }
    } while (next(members));
  }

  /** The next combination in lexicographic order. */
  private boolean next(int[] members) {
    int last = members.length - 1;
    int i = last;
    while (i >= 0 && members[i] == players - 1 - (last - i)) {
      i--;
    }
    if (i < 0) {
      return false;
    }
    members[i]++;
    for (int j = i + 1; j <= last; j++) {
      members[j] = members[j - 1] + 1;
    }
    return true;
  }

  /** Draws from the sizes beginning with one, which share the weight that is left. */
  private void draw(int smallest, int left, SplittableRandom random) {
    Map<BitSet, Integer> counts = new LinkedHashMap<>();
    for (long i = 0; counts.size() < left && i < (long) PATIENCE * left; i++) {
      BitSet kept = subset(size(smallest, random), random);
      draws.add(kept);
      addPair(kept, left, counts);
    }
    drawn.addAll(counts.keySet());
    weightOfDraws = weightFrom(smallest);
  }

  private void addPair(BitSet kept, int most, Map<BitSet, Integer> counts) {
    counts.merge(kept, 1, Integer::sum);
    if (counts.size() < most) {
      counts.merge(complement(kept), 1, Integer::sum);
    }
  }

  /** A size that comes as often as it weighs together with that of its complements. */
  private int size(int smallest, SplittableRandom random) {
    double chance = random.nextDouble() * weightFrom(smallest);
    int size = smallest;
    while (2 * (size + 1) <= players && chance >= weight(size)) {
      chance -= weight(size);
      size++;
    }
    return size;
  }

  /** As many players as asked for, all subsets alike. */
  private BitSet subset(int size, SplittableRandom random) {
    BitSet kept = new BitSet(players);
    for (int i = players - size; i < players; i++) {
      int player = random.nextInt(i + 1);
      kept.set(kept.get(player) ? i : player);
    }
    return kept;
  }

  private BitSet complement(BitSet kept) {
    BitSet complement = (BitSet) kept.clone();
    complement.flip(0, players);
    return complement;
  }
}
