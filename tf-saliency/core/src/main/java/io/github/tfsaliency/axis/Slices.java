package io.github.tfsaliency.axis;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/** Follows dimensions from which some elements are selected. */
final class Slices {
  private final KnownAxes axes;

  Slices(KnownAxes axes) {
    this.axes = axes;
  }

  List<Axis> sliced(NodeDef node, List<Axis> data) {
    return node.getOp().equals("Slice") ? plain(node, data) : strided(node, data);
  }

  private List<Axis> plain(NodeDef node, List<Axis> data) {
    Optional<int[]> begin = axes.integers(node, 1);
    Optional<int[]> size = axes.integers(node, 2);
    List<Axis> sliced = new ArrayList<>();
    for (int i = 0; i < data.size(); i++) {
      boolean known = begin.isPresent() && size.isPresent() && begin.get().length == data.size();
      long start = known ? begin.get()[i] : -1;
      long length = known ? size.get()[i] : -1;
      long all = data.get(i).size();
      boolean toEnd = known && (length < 0 || (all >= 0 && start + length == all));
      sliced.add(part(data.get(i), start, toEnd));
    }
    return sliced;
  }

  private List<Axis> strided(NodeDef node, List<Axis> data) {
    Optional<int[]> begin = axes.integers(node, 1);
    Optional<int[]> end = axes.integers(node, 2);
    Optional<int[]> strides = axes.integers(node, 3);
    long ellipsis = mask(node, "ellipsis_mask");
    long added = mask(node, "new_axis_mask");
    int given = strides.map(values -> values.length).orElse(0);
    if (strides.isEmpty() || data.isEmpty()) {
      return ImmutableList.of();
    }
    int spread = data.size() - (given - Long.bitCount(added) - (ellipsis != 0 ? 1 : 0));
    List<Axis> sliced = new ArrayList<>();
    int at = 0;
    for (int i = 0; i < given; i++) {
      long bit = 1L << i;
      if ((ellipsis & bit) != 0) {
        for (int j = 0; j < spread && at < data.size(); j++) {
          sliced.add(data.get(at++));
        }
      } else if ((added & bit) != 0) {
        sliced.add(Axis.other(1));
      } else if (at >= data.size()) {
        return ImmutableList.of();
      } else {
        Axis axis = data.get(at++);
        if ((mask(node, "shrink_axis_mask") & bit) == 0) {
          boolean fromStart = (mask(node, "begin_mask") & bit) != 0;
          boolean toEnd = (mask(node, "end_mask") & bit) != 0;
          int element = i;
          long start = fromStart ? 0 : begin.map(values -> (long) values[element]).orElse(-1L);
          boolean whole = toEnd || end.map(values -> values[element] == axis.size()).orElse(false);
          int stride = strides.get()[i];
          if (stride == -1 && fromStart && toEnd) {
            sliced.add(axis.turned());
          } else {
            sliced.add(stride == 1 ? part(axis, start, whole) : strided(axis));
          }
        }
      }
    }
    while (at < data.size()) {
      sliced.add(data.get(at++));
    }
    return ImmutableList.copyOf(sliced);
  }

  private static long mask(NodeDef node, String name) {
    return node.getAttrOrDefault(name, AttrValue.getDefaultInstance()).getI();
  }

  /** Some of the places of a picture still lie as it does. */
  private static Axis strided(Axis axis) {
    return axis.factors().size() == 1 && axis.ahead() == 0 ? axis : Axis.other(-1);
  }

  /** What stands ahead may be cut off. */
  private static Axis part(Axis axis, long start, boolean toEnd) {
    if (start == 0 && toEnd) {
      return axis;
    }
    if (axis.ahead() > 0 || axis.factors().size() > 1) {
      return toEnd && start > 0 && start <= axis.ahead() ? axis.extended(-start) : Axis.other(-1);
    }
    return axis;
  }
}
