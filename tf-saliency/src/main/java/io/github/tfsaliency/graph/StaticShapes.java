package io.github.tfsaliency.graph;

import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.message.Message;
import java.nio.file.Path;
import org.tensorflow.Graph;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** The shapes that TensorFlow infers for a graph; holds a graph without a session until closed. */
public final class StaticShapes implements AutoCloseable {
  private final Graph graph;

  private StaticShapes(Graph graph) {
    this.graph = graph;
  }

  /**
   * Infers the shapes of a model.
   *
   * @param model the model
   * @return the shapes, to be closed
   * @throws UnsupportedModelException if TensorFlow finds the graph inconsistent
   */
  public static StaticShapes of(InferenceGraph model) {
    return of(GraphDef.newBuilder().addAllNode(model.nodes().values()).build(), model.directory());
  }

  static StaticShapes of(Iterable<NodeDef> nodes, Path directory) {
    return of(GraphDef.newBuilder().addAllNode(nodes).build(), directory);
  }

  private static StaticShapes of(GraphDef definition, Path directory) {
    Graph graph = new Graph();
    try {
      graph.importGraphDef(definition);
      return new StaticShapes(graph);
    } catch (TensorFlowException
        | IllegalArgumentException
        | UnsupportedOperationException
        | IndexOutOfBoundsException e) {
      graph.close();
      throw new UnsupportedModelException(
          Message.of(
              "TensorFlow finds the graph of the SavedModel '%s' inconsistent: %s",
              directory, Message.reason(e)),
          e);
    }
  }

  /**
   * The shape of a tensor.
   *
   * @param tensor one of the model's tensors
   * @return its shape, with -1 for free dimensions, or of unknown rank
   */
  public Shape of(TensorRef tensor) {
    return graph.operationOrThrow(tensor.node()).output(tensor.index()).shape();
  }

  @Override
  public void close() {
    graph.close();
  }
}
