package io.github.tfsaliency.canonical;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.Optional;
import org.tensorflow.proto.NodeDef;

/**
 * Finds the gates of element-wise products, as LSTM, GRU and squeeze-and-excitation have them: a
 * sigmoid or a hard one, or 1 less it, however its values were moved since.
 */
final class Gates {
  /** A longer way to the sigmoid is none of moves and complements. */
  private static final int MAX_STEPS = 64;

  /** What a hard sigmoid ends with: the bounds 0 and 1, or 0 and 6 ahead of a division. */
  private static final ImmutableSet<String> BOUNDS =
      ImmutableSet.of("ClipByValue", "Maximum", "Minimum", "Relu6");

  private Gates() {}

  /** Which of the factors are gates. */
  static ImmutableSet<TensorRef> of(
      ModelTensors tensors, NodeDef product, ImmutableList<Integer> varying) {
    if (!product.getOp().equals("Mul")) {
      return ImmutableSet.of();
    }
    return varying.stream()
        .map(i -> NodeInput.tensor(product, i))
        .filter(factor -> isGate(tensors, factor))
        .collect(ImmutableSet.toImmutableSet());
  }

  private static boolean isGate(ModelTensors tensors, TensorRef factor) {
    TensorRef at = factor;
    boolean scaled = false;
    for (int step = 0; step < MAX_STEPS && !tensors.isAttributed(at); step++) {
      NodeDef node = tensors.producer(at);
      if (node.getOp().equals("Sigmoid")) {
        return true;
      }
      if (BOUNDS.contains(node.getOp())) {
        return scaled || !node.getOp().equals("Relu6");
      }
      ImmutableList<Integer> varying = tensors.varyingInputs(node);
      boolean scales = node.getOp().equals("Mul") || node.getOp().equals("RealDiv");
      Optional<TensorRef> next =
          varying.size() == 1 && (scales || isMoveOrComplement(node, varying))
              ? Optional.of(NodeInput.tensor(node, varying.get(0)))
              : Optional.empty();
      if (next.isEmpty()) {
        return false;
      }
      scaled |= scales;
      at = next.get();
    }
    return false;
  }

  private static boolean isMoveOrComplement(NodeDef node, ImmutableList<Integer> varying) {
    return OpTable.is(node.getOp(), OpTrait.MOVER)
        || (node.getOp().equals("Sub") && varying.get(0) == 1);
  }
}
