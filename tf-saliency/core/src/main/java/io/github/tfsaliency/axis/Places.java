package io.github.tfsaliency.axis;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.axis.Factor.Kind;
import io.github.tfsaliency.graph.TensorRef;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/**
 * Sequences that are taken apart, place by place, and put together again, as a recurrent network
 * that is unrolled does.
 */
final class Places {
  private Places() {}

  /** Stands for the sequence; of another kind where it runs backwards. */
  private static Factor key(Axis axis) {
    Factor only = axis.factors().get(0);
    return axis.reversed() ? only.with(Kind.WITHIN, only.size()) : only;
  }

  /** The dimension that a sequence stood for. */
  static Axis axis(Factor key) {
    return new Axis(
        ImmutableList.of(key.with(Kind.PLACE, key.size())), 0, key.kind() == Kind.WITHIN);
  }

  private static boolean isSequence(Axis axis) {
    return axis.factors().size() == 1
        && axis.factors().get(0).kind() == Kind.PLACE
        && axis.ahead() == 0
        && axis.size() > 0;
  }

  /** Which place of which sequence an output is. */
  static Optional<Map.Entry<Factor, Integer>> taken(NodeDef node, int output, KnownAxes axes) {
    ImmutableList<Axis> data =
        node.getInputCount() == 0 ? ImmutableList.of() : axes.of(TensorRef.parse(node.getInput(0)));
    if (data.isEmpty()) {
      return Optional.empty();
    }
    if (node.getOp().equals("Unpack")) {
      int axis = (int) node.getAttrOrDefault("axis", AttrValue.getDefaultInstance()).getI();
      Axis sequence = data.get(axis < 0 ? axis + data.size() : axis);
      return isSequence(sequence)
          ? Optional.of(Map.entry(key(sequence), output))
          : Optional.empty();
    }
    if (node.getOp().equals("StridedSlice")) {
      Optional<int[]> begin = axes.integers(node, 1);
      long shrunk =
          node.getAttrOrDefault("shrink_axis_mask", AttrValue.getDefaultInstance()).getI();
      if (begin.isEmpty() || Long.bitCount(shrunk) != 1) {
        return Optional.empty();
      }
      int at = Long.numberOfTrailingZeros(shrunk);
      if (at >= data.size() || at >= begin.get().length || !isSequence(data.get(at))) {
        return Optional.empty();
      }
      int place = begin.get()[at];
      int size = (int) data.get(at).size();
      return Optional.of(Map.entry(key(data.get(at)), place < 0 ? place + size : place));
    }
    return Optional.empty();
  }

  /** The sequence whose places the inputs of a node come from, one after another. */
  static Optional<Factor> inOrder(NodeDef node, KnownAxes axes) {
    int count = node.getInputCount();
    ImmutableMap<Factor, Integer> first = axes.latestOf(TensorRef.parse(node.getInput(0)));
    for (Factor key : first.keySet()) {
      boolean ordered = key.size() == count;
      for (int i = 0; ordered && i < count; i++) {
        Integer latest = axes.latestOf(TensorRef.parse(node.getInput(i))).get(key);
        ordered = latest != null && latest == i;
      }
      if (ordered) {
        return Optional.of(key);
      }
    }
    return Optional.empty();
  }
}
