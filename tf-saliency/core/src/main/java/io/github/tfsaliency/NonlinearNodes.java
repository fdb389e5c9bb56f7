package io.github.tfsaliency;

import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import io.github.tfsaliency.opgradient.GradientPath;
import java.util.stream.IntStream;
import org.tensorflow.proto.NodeDef;

/**
 * The nodes of a model that bend what a gradient comes through: activations, parts of them,
 * softmax, roots, logarithms, and divisions by what is fed. Pooling chooses, and products of two
 * tensors weigh; they are none of these.
 */
final class NonlinearNodes {
  private NonlinearNodes() {}

  /** Their names, in execution order. */
  static ImmutableSet<String> of(InferenceGraph graph) {
    GradientPath path =
        GradientPath.between(
            graph.nodes().values().asList(),
            ImmutableSet.copyOf(graph.attributed().values()),
            graph.output());
    ImmutableSet<String> passed =
        path.nodes().stream().map(NodeDef::getName).collect(ImmutableSet.toImmutableSet());
    return graph.nodes().values().stream()
        .filter(node -> passed.contains(node.getName()) && isNonlinear(node, path))
        .map(NodeDef::getName)
        .collect(ImmutableSet.toImmutableSet());
  }

  private static boolean isNonlinear(NodeDef node, GradientPath path) {
    String op = node.getOp();
    return OpTable.is(op, OpTrait.ACTIVATION)
        || OpTable.is(op, OpTrait.UNARY)
        || (OpTable.is(op, OpTrait.NONLINEAR) && !OpTable.is(op, OpTrait.GRADIENT_PASSING))
        || op.equals("ClipByValue")
        || (OpTable.is(op, OpTrait.DIVISION)
            ? divides(node, path)
            : OpTable.is(op, OpTrait.BINARY));
  }

  /** Whether the divisor depends on what is fed. */
  private static boolean divides(NodeDef node, GradientPath path) {
    return IntStream.range(1, node.getInputCount())
        .mapToObj(node::getInput)
        .filter(input -> !input.startsWith("^"))
        .anyMatch(input -> path.carries(TensorRef.parse(input)));
  }
}
