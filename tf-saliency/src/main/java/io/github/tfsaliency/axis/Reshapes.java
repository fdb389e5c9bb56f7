package io.github.tfsaliency.axis;

import io.github.tfsaliency.axis.Factor.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.tensorflow.ndarray.Shape;

/** What becomes of dimensions that are cut and joined, the values staying in their order. */
final class Reshapes {
  private Reshapes() {}

  /** The dimensions of the result; those that cannot be followed count something else. */
  static List<Axis> reshaped(List<Axis> axes, Shape result) {
    Deque<Axis> left = new ArrayDeque<>();
    for (Axis axis : axes) {
      boolean whole = axis.ahead() > 0 || axis.reversed() || axis.size() < 0;
      if (whole) {
        left.add(axis);
      } else {
        axis.factors().forEach(factor -> left.add(Axis.of(factor)));
      }
    }
    List<Axis> reshaped = new ArrayList<>();
    boolean followed = true;
    for (int i = 0; i < result.numDimensions(); i++) {
      Axis axis = followed ? take(left, result.get(i)) : null;
      followed = axis != null;
      reshaped.add(axis == null ? Axis.other(result.get(i)) : axis);
    }
    return reshaped;
  }

  /** Takes what makes up one dimension; null if nothing does. */
  private static Axis take(Deque<Axis> left, long size) {
    if (size < 0) {
      // A free size is one that is as it was.
      return !left.isEmpty() && left.peek().size() < 0 ? left.remove() : null;
    }
    while (size != 1 && !left.isEmpty() && left.peek().size() == 1) {
      left.remove();
    }
    if (left.isEmpty() || (size == 1 && left.peek().size() != 1)) {
      return size == 1 ? Axis.other(1) : null;
    }
    if (left.peek().size() == size) {
      return left.remove();
    }
    List<Factor> parts = new ArrayList<>();
    long product = 1;
    while (product < size) {
      Axis next = left.poll();
      if (next == null || next.size() < 0 || next.ahead() > 0 || next.reversed()) {
        return null;
      }
      Factor factor = next.factors().get(0);
      if (next.factors().size() > 1) {
        return null;
      }
      if (product * factor.size() <= size) {
        parts.add(factor);
        product *= factor.size();
      } else {
        long major = size / product;
        if (size % product != 0 || factor.size() % major != 0 || factor.kind() == Kind.BATCH) {
          return null;
        }
        parts.add(factor.of(factor.kind(), major));
        Kind rest = factor.kind() == Kind.PLACE ? Kind.WITHIN : factor.kind();
        left.push(Axis.of(factor.of(rest, factor.size() / major)));
        product = size;
      }
    }
    return product == size ? Axis.joined(parts) : null;
  }
}
