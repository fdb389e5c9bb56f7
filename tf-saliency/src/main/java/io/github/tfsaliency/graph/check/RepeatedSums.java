package io.github.tfsaliency.graph.check;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.LinkedHashMultiset;
import com.google.common.collect.Multiset;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.ReachableNodes;
import java.util.HashMap;
import java.util.Map;
import org.tensorflow.proto.NodeDef;

/**
 * Tensors that are added to themselves, and what comes out to itself, and so on. TensorFlow writes
 * such sums out before the first run, in a time that doubles with each of them, and cannot be told
 * to stop.
 */
final class RepeatedSums {
  private static final ImmutableSet<String> SUMS = ImmutableSet.of("Add", "AddN", "AddV2");

  /** What TensorFlow may take away between two sums. */
  private static final ImmutableSet<String> BETWEEN =
      ImmutableSet.of(
          "BroadcastTo",
          "Cast",
          "CheckNumerics",
          "Concat",
          "ConcatV2",
          "Div",
          "EnsureShape",
          "ExpandDims",
          "Identity",
          "IdentityN",
          "Mul",
          "Neg",
          "Pack",
          "Pad",
          "PadV2",
          "PreventGradient",
          "RealDiv",
          "Reshape",
          "Reverse",
          "ReverseV2",
          "Slice",
          "Snapshot",
          "Split",
          "SplitV",
          "Squeeze",
          "StopGradient",
          "StridedSlice",
          "Sub",
          "Tile",
          "Transpose",
          "Unpack");

  /** These give what they read, as far as sums go. */
  private static final ImmutableSet<String> SAME =
      ImmutableSet.of(
          "Cast",
          "CheckNumerics",
          "EnsureShape",
          "Identity",
          "PreventGradient",
          "Reshape",
          "Snapshot",
          "StopGradient");

  /** Of terms; sixteen sums of two in a row. */
  private static final double MOST_TERMS = 1 << 16;

  private final Map<String, Double> terms = new HashMap<>();
  private final Map<String, String> origins = new HashMap<>();

  /**
   * Looks at one node.
   *
   * @param node reads only nodes that were looked at
   * @throws UnsupportedModelException if it would be written out as too many terms
   */
  void check(NodeDef node) {
    boolean sums = SUMS.contains(node.getOp());
    if (!sums && !BETWEEN.contains(node.getOp())) {
      return;
    }
    double most = 1;
    Multiset<String> read = LinkedHashMultiset.create();
    node.getInputList().forEach(input -> read.add(origin(input)));
    for (String origin : read.elementSet()) {
      double times = terms.getOrDefault(ReachableNodes.source(origin), 1.0);
      most = Math.max(most, sums ? read.count(origin) * times : times);
    }
    if (most > MOST_TERMS) {
      throw NodeValidator.refused(
          node,
          "Maybe multiply by a number where the model adds a tensor to itself.",
          "adds up more than %.0f times the same tensor, in sums of sums",
          MOST_TERMS);
    }
    terms.put(node.getName(), most);
    if (SAME.contains(node.getOp()) && node.getInputCount() > 0) {
      origins.put(node.getName(), origin(node.getInput(0)));
    }
  }

  /** Says of a node how often the same tensor is in it, where something else than sums does. */
  void given(String node, double times) {
    terms.put(node, times);
  }

  /** How often the same tensor is in what a node gives, at most. */
  double times(String tensor) {
    return terms.getOrDefault(ReachableNodes.source(origin(tensor)), 1.0);
  }

  private String origin(String tensor) {
    return origins.getOrDefault(tensor, tensor);
  }
}
