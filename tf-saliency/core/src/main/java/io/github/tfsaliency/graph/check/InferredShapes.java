package io.github.tfsaliency.graph.check;

import io.github.tfsaliency.graph.TensorRef;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.Operation;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.NodeDef;

/** The shapes that TensorFlow inferred for the tensors around a node, in a graph with all nodes. */
final class InferredShapes {
  private InferredShapes() {}

  /** The shape of an input. */
  static Shape input(NodeDef node, int input, Graph graph) {
    TensorRef source = TensorRef.parse(node.getInput(input));
    return graph.operationOrThrow(source.node()).output(source.index()).shape();
  }

  /** The shapes of all outputs. */
  static List<Shape> outputs(NodeDef node, Graph graph) {
    Operation operation = graph.operationOrThrow(node.getName());
    return IntStream.range(0, operation.numOutputs())
        .mapToObj(i -> operation.output(i).shape())
        .toList();
  }
}
