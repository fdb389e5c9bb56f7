package io.github.tfsaliency.layer;

import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.TensorRef;
import org.tensorflow.Graph;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.GraphDef;

/** The shapes that TensorFlow infers for a graph; holds a graph without a session until closed. */
final class StaticShapes implements AutoCloseable {
  private final Graph graph;

  private StaticShapes(Graph graph) {
    this.graph = graph;
  }

  /**
   * Infers.
   *
   * @throws UnsupportedModelException if TensorFlow finds the graph inconsistent
   */
  static StaticShapes of(InferenceGraph model) {
    Graph graph = new Graph();
    try {
      graph.importGraphDef(GraphDef.newBuilder().addAllNode(model.nodes().values()).build());
      return new StaticShapes(graph);
    } catch (TensorFlowException
        | IllegalArgumentException
        | UnsupportedOperationException
        | IndexOutOfBoundsException e) {
      graph.close();
      throw new UnsupportedModelException(
          String.format(
              "TensorFlow finds the graph of the SavedModel '%s' inconsistent: %s",
              model.directory(), e.getMessage()),
          e);
    }
  }

  Shape of(TensorRef tensor) {
    return graph.operationOrThrow(tensor.node()).output(tensor.index()).shape();
  }

  @Override
  public void close() {
    graph.close();
  }
}
