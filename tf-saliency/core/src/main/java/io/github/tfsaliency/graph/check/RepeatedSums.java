package io.github.tfsaliency.graph.check;

import com.google.common.collect.LinkedHashMultiset;
import com.google.common.collect.Multiset;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.ReachableNodes;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.HashMap;
import java.util.Map;
import org.tensorflow.proto.NodeDef;

/**
 * Tensors that are added to themselves, and what comes out to itself, and so on. TensorFlow writes
 * such sums out before the first run, in a time that doubles with each of them, and cannot be told
 * to stop.
 */
final class RepeatedSums {
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
    boolean sums = OpTable.is(node.getOp(), OpTrait.ADDITION);
    if (!sums && !isBetween(node.getOp())) {
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
      throw NodeRefusal.of(
          node,
          "Maybe multiply by a number where the model adds a tensor to itself.",
          "adds up more than %.0f times the same tensor, in sums of sums",
          MOST_TERMS);
    }
    terms.put(node.getName(), most);
    if (isSame(node.getOp()) && node.getInputCount() > 0) {
      origins.put(node.getName(), origin(node.getInput(0)));
    }
  }

  /** Whether TensorFlow may take an op away between two sums. */
  private static boolean isBetween(String op) {
    return OpTable.isAny(op, OpTrait.MOVER, OpTrait.ARITHMETIC, OpTrait.QUOTIENT)
        || isSame(op)
        || op.equals("Reverse");
  }

  /** Whether an op gives what it reads, as far as sums go. */
  private static boolean isSame(String op) {
    return OpTable.isAny(op, OpTrait.IDENTITY, OpTrait.GRADIENT_PASSING, OpTrait.RESHAPE)
        || op.equals("Cast");
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
