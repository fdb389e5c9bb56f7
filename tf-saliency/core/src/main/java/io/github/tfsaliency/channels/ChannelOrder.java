package io.github.tfsaliency.channels;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Where the dimensions of {@code [N, C, ...]} go in {@code [N, ..., C]}. */
final class ChannelOrder {
  private ChannelOrder() {}

  /** For each dimension with channels last, its number with channels first: {@code 0, 2, 3, 1}. */
  static ImmutableList<Integer> toLast(int rank) {
    return IntStream.range(0, rank)
        .mapToObj(i -> i == 0 ? 0 : i == rank - 1 ? 1 : i + 1)
        .collect(ImmutableList.toImmutableList());
  }

  /** For each dimension with channels first, its number with channels last: {@code 0, 3, 1, 2}. */
  static ImmutableList<Integer> toFirst(int rank) {
    return IntStream.range(0, rank)
        .mapToObj(i -> moved(i, rank))
        .collect(ImmutableList.toImmutableList());
  }

  /** Where a dimension stands with channels last. */
  static int moved(int dimension, int rank) {
    return dimension == 0 ? 0 : dimension == 1 ? rank - 1 : dimension - 1;
  }

  /** The values of {@code [N, C, ...]} in the order of {@code [N, ..., C]}. */
  static <T> List<T> reordered(List<T> values) {
    List<T> moved = new ArrayList<>();
    toLast(values.size()).forEach(i -> moved.add(values.get(i)));
    return moved;
  }

  static boolean isIdentity(List<Integer> order) {
    return IntStream.range(0, order.size()).allMatch(i -> order.get(i) == i);
  }

  /** An axis counted from the front; negative ones are counted from the end. */
  static int axis(int axis, int rank) {
    return axis < 0 ? axis + rank : axis;
  }
}
