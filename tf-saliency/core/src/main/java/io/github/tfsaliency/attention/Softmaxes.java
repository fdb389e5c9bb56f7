package io.github.tfsaliency.attention;

import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.NodeDef;

/** Softmax over the last dimension, as an op or written out. */
final class Softmaxes {
  private static final ImmutableSet<String> INVERSES = ImmutableSet.of("Reciprocal", "Inv");
  private final AttentionGraph graph;

  Softmaxes(AttentionGraph graph) {
    this.graph = graph;
  }

  /** What a node takes the softmax of; empty if it takes none. */
  Optional<TensorRef> of(NodeDef node) {
    String op = node.getOp();
    if (op.equals("Softmax")) {
      return Optional.of(input(node, 0));
    }
    if (OpTable.is(op, OpTrait.DIVISION)) {
      return quotient(input(node, 0), input(node, 1));
    }
    if (op.equals("Mul")) {
      return inverted(input(node, 0), input(node, 1))
          .or(() -> inverted(input(node, 1), input(node, 0)));
    }
    return op.equals("Exp")
        ? ofLogarithm(graph.producer(graph.passed(input(node, 0))))
        : Optional.empty();
  }

  private static TensorRef input(NodeDef node, int index) {
    return TensorRef.parse(node.getInput(index));
  }

  private Optional<TensorRef> inverted(TensorRef powers, TensorRef inverse) {
    NodeDef node = graph.producer(graph.passed(inverse));
    return INVERSES.contains(node.getOp()) ? quotient(powers, input(node, 0)) : Optional.empty();
  }

  /** exp(s) / sum of exp(s); what is the same along the sum may be taken from s. */
  private Optional<TensorRef> quotient(TensorRef powers, TensorRef sum) {
    TensorRef exponential = graph.passed(powers);
    NodeDef node = graph.producer(exponential);
    if (!node.getOp().equals("Exp") || !isSumOf(sum, exponential)) {
      return Optional.empty();
    }
    TensorRef exponent = graph.passed(input(node, 0));
    NodeDef shifted = graph.producer(exponent);
    return Optional.of(
        shifted.getOp().equals("Sub") && isAlike(input(shifted, 1)) ? input(shifted, 0) : exponent);
  }

  private boolean isAlike(TensorRef tensor) {
    Shape shape = graph.shape(tensor);
    return !shape.isUnknown()
        && shape.numDimensions() > 0
        && shape.get(shape.numDimensions() - 1) == 1;
  }

  /** Over the last dimension, which stays. */
  private boolean isSumOf(TensorRef sum, TensorRef terms) {
    NodeDef node = graph.producer(graph.passed(sum));
    Shape shape = graph.shape(terms);
    return node.getOp().equals("Sum")
        && !shape.isUnknown()
        && NodeOutputs.attribute(node, "keep_dims").getB()
        && graph.passed(input(node, 0)).equals(terms)
        && graph
            .integers(node, 1)
            .map(
                axes -> axes.length == 1 && (axes[0] == -1 || axes[0] == shape.numDimensions() - 1))
            .orElse(false);
  }

  /** log softmax(s), as an op or as s - (log sum of exp(s - m) + m). */
  private Optional<TensorRef> ofLogarithm(NodeDef node) {
    if (node.getOp().equals("LogSoftmax")) {
      return Optional.of(input(node, 0));
    }
    if (!node.getOp().equals("Sub")) {
      return Optional.empty();
    }
    TensorRef values = graph.passed(input(node, 0));
    TensorRef norm = graph.passed(input(node, 1));
    NodeDef total = graph.producer(norm);
    boolean shifted = OpTable.is(total.getOp(), OpTrait.ADDITION) && total.getInputCount() == 2;
    boolean is =
        shifted
            ? isLogSum(input(total, 0), values, input(total, 1))
                || isLogSum(input(total, 1), values, input(total, 0))
            : isLogSum(norm, values, null);
    return is ? Optional.of(values) : Optional.empty();
  }

  private boolean isLogSum(TensorRef logarithm, TensorRef values, @Nullable TensorRef shift) {
    NodeDef log = graph.producer(graph.passed(logarithm));
    if (!log.getOp().equals("Log")) {
      return false;
    }
    NodeDef sum = graph.producer(graph.passed(input(log, 0)));
    if (!sum.getOp().equals("Sum")) {
      return false;
    }
    TensorRef powers = graph.passed(input(sum, 0));
    NodeDef exponential = graph.producer(powers);
    if (!exponential.getOp().equals("Exp") || !isSumOf(input(log, 0), powers)) {
      return false;
    }
    TensorRef exponent = graph.passed(input(exponential, 0));
    if (shift == null) {
      return exponent.equals(values);
    }
    NodeDef taken = graph.producer(exponent);
    return taken.getOp().equals("Sub")
        && isAlike(shift)
        && graph.passed(input(taken, 0)).equals(values)
        && graph.passed(input(taken, 1)).equals(graph.passed(shift));
  }
}
