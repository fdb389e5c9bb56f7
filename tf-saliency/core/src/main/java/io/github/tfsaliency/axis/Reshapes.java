package io.github.tfsaliency.axis;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.axis.Factor.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.Shape;

/** Follows dimensions that are split and joined while the values keep their order. */
final class Reshapes {
  private Reshapes() {}

  /** The dimensions of the result; those that cannot be followed count something else. */
  static List<Axis> reshaped(List<Axis> axes, Shape result) {
    Deque<Factor> left = new ArrayDeque<>();
    for (Axis axis : axes) {
      boolean whole = axis.ahead() > 0 || axis.reversed() || axis.size() < 0;
      if (whole) {
        left.add(Factor.whole(axis));
      } else {
        left.addAll(axis.factors());
      }
    }
    List<Axis> reshaped = new ArrayList<>();
    boolean followed = true;
    for (int i = 0; i < result.numDimensions(); i++) {
      @Nullable Axis axis = followed ? take(left, result.get(i)) : null;
      followed = axis != null;
      reshaped.add(axis == null ? Axis.other(result.get(i)) : axis);
    }
    return reshaped;
  }

  /** Takes what makes up one dimension; null if nothing does. */
  private static @Nullable Axis take(Deque<Factor> left, long size) {
    while (size != 1 && !left.isEmpty() && left.peek().size() == 1) {
      left.remove();
    }
    if (size < 0) {
      // A free size is one that is as it was.
      return !left.isEmpty() && left.peek().size() < 0
          ? Axis.joined(ImmutableList.of(left.remove()))
          : null;
    }
    if (size == 1) {
      return !left.isEmpty() && left.peek().size() == 1
          ? Axis.joined(ImmutableList.of(left.remove()))
          : Axis.other(1);
    }
    List<Factor> parts = new ArrayList<>();
    long product = 1;
    while (product < size) {
      Factor next = left.poll();
      if (next == null || next.size() < 0) {
        return null;
      }
      if (product * next.size() <= size) {
        parts.add(next);
        product *= next.size();
      } else {
        long major = size / product;
        boolean uncut = next.kind() == Kind.BATCH || next.kind() == Kind.WHOLE;
        if (uncut || size % product != 0 || next.size() % major != 0) {
          return null;
        }
        parts.add(next.with(next.kind(), major));
        Kind rest = next.kind() == Kind.PLACE ? Kind.WITHIN : next.kind();
        left.push(next.with(rest, next.size() / major));
        product = size;
      }
    }
    return product == size ? Axis.joined(parts) : null;
  }
}
