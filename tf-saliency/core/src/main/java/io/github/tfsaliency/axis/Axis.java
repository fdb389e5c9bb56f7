package io.github.tfsaliency.axis;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.axis.Factor.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * One dimension of a tensor.
 *
 * @param factors what it counts, the slowest first
 * @param ahead how many elements stand ahead of those, as a class token does
 * @param reversed whether it runs backwards
 */
public record Axis(ImmutableList<Factor> factors, long ahead, boolean reversed) {
  static Axis of(Factor... factors) {
    return new Axis(ImmutableList.copyOf(factors), 0, false);
  }

  static Axis other(long size) {
    return of(Factor.other(size));
  }

  /** What a reshape makes of several factors that become one dimension. */
  static Axis joined(List<Factor> parts) {
    if (parts.size() == 1 && parts.get(0).whole().isPresent()) {
      return parts.get(0).whole().get();
    }
    List<Factor> joined = new ArrayList<>();
    for (Factor part : parts) {
      Factor last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
      if (last != null
          && last.kind() == Kind.PLACE
          && part.kind() == Kind.WITHIN
          && part.isAlong(last)
          && last.size() > 0
          && part.size() > 0) {
        joined.set(joined.size() - 1, last.with(Kind.PLACE, last.size() * part.size()));
      } else if (last != null && last.kind() == Kind.OTHER && part.kind() == Kind.OTHER) {
        joined.set(joined.size() - 1, Factor.other(product(last.size(), part.size())));
      } else {
        joined.add(part);
      }
    }
    return new Axis(ImmutableList.copyOf(joined), 0, false);
  }

  /** The number of elements, or -1. */
  public long size() {
    long size = 1;
    for (Factor factor : factors) {
      size = product(size, factor.size());
    }
    return size < 0 ? -1 : size + ahead;
  }

  static long product(long a, long b) {
    return a < 0 || b < 0 ? -1 : a * b;
  }

  public boolean isBatch() {
    return factors.size() == 1 && factors.get(0).kind() == Kind.BATCH;
  }

  public boolean hasBatch() {
    return factors.stream()
        .anyMatch(
            factor ->
                factor.kind() == Kind.BATCH || factor.whole().map(Axis::hasBatch).orElse(false));
  }

  /** Whether places that were told apart count as something else here. */
  boolean hasPlacesWithin() {
    return factors.stream().anyMatch(factor -> factor.kind() == Kind.WITHIN);
  }

  boolean isOther() {
    return factors.stream().allMatch(factor -> factor.kind() == Kind.OTHER);
  }

  /** Whether it counts places of one input and nothing else. */
  public boolean isPlaces() {
    return factors.stream()
        .allMatch(
            factor -> factor.kind() == Kind.PLACE && factor.input().equals(factors.get(0).input()));
  }

  /** The same of another number of places, as behind a pool; of several factors only if it fits. */
  Axis resized(long size) {
    if ((size == size() && size >= 0) || (isBatch() && (size < 0 || size() < 0))) {
      return this;
    }
    return factors.size() == 1 && ahead == 0 && !isBatch()
        ? new Axis(ImmutableList.of(factors.get(0).with(factors.get(0).kind(), size)), 0, reversed)
        : other(size);
  }

  /** The same with more elements ahead. */
  Axis extended(long more) {
    return new Axis(factors, ahead + more, reversed);
  }

  Axis turned() {
    return new Axis(factors, ahead, !reversed);
  }
}
