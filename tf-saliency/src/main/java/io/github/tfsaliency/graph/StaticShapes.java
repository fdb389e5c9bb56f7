package io.github.tfsaliency.graph;

import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.message.Message;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operation;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;

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

  /**
   * Infers the shapes for a batch of one: then those are known too that a model computes from the
   * size of its batch.
   *
   * @param model the model
   * @return the shapes, to be closed
   * @throws UnsupportedModelException if TensorFlow finds the graph inconsistent for such a batch
   */
  public static StaticShapes ofOneSample(InferenceGraph model) {
    Map<String, NodeDef> nodes = new LinkedHashMap<>(model.nodes());
    for (ModelInput input : model.inputs()) {
      nodes.computeIfPresent(
          input.tensor().node(), (name, placeholder) -> withBatchOfOne(placeholder));
    }
    return of(nodes.values(), model.directory());
  }

  private static NodeDef withBatchOfOne(NodeDef placeholder) {
    TensorShapeProto shape =
        placeholder.getAttrOrDefault("shape", AttrValue.getDefaultInstance()).getShape();
    if (shape.getDimCount() == 0 || shape.getDim(0).getSize() >= 0) {
      return placeholder;
    }
    TensorShapeProto.Builder one = shape.toBuilder();
    one.getDimBuilder(0).setSize(1);
    return placeholder.toBuilder()
        .putAttr("shape", AttrValue.newBuilder().setShape(one).build())
        .build();
  }

  static StaticShapes of(Iterable<NodeDef> nodes, Path directory) {
    return of(GraphDef.newBuilder().addAllNode(nodes).build(), directory);
  }

  private static StaticShapes of(GraphDef definition, Path directory) {
    Graph graph = new Graph();
    try {
      graph.importGraphDef(definition);
      OpPreconditions.checkShapes(definition.getNodeList(), graph);
      return new StaticShapes(graph);
    } catch (UnsupportedModelException e) {
      graph.close();
      throw e;
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

  /**
   * An operation with the shapes of all its outputs.
   *
   * @param node one of the model's nodes
   * @return the operation, valid until this is closed
   */
  public Operation operation(NodeDef node) {
    return graph.operationOrThrow(node.getName());
  }

  /** What the shapes were inferred in; closed with them. */
  Graph graph() {
    return graph;
  }

  @Override
  public void close() {
    graph.close();
  }
}
