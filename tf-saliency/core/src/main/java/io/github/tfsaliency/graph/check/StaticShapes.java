package io.github.tfsaliency.graph.check;

import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.ModelInput;
import io.github.tfsaliency.graph.ShapeProtos;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.message.Message;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.LongStream;
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
  /** Small batches that a model may be fixed to, then lengths that a signal may need. */
  private static final long[] FIRST_SIZES =
      LongStream.concat(
              LongStream.rangeClosed(1, 32), LongStream.iterate(64, size -> 2 * size).limit(11))
          .toArray();

  /** A prime that no picture and no layer has the size of. */
  private static final long UNUSUAL_SIZE = 37;

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
   * size of its batch. Of what takes no batch of one, such as a signal alone or a model whose
   * weights fix another batch, for the least of a few sizes that it takes.
   *
   * @param model the model
   * @return the shapes, to be closed
   * @throws UnsupportedModelException if TensorFlow finds the graph inconsistent for all of them
   */
  public static StaticShapes ofOneSample(InferenceGraph model) {
    return ofFirstSize(model, FIRST_SIZES);
  }

  /**
   * Infers the shapes for a batch whose size is found again in what is made of it, or else as
   * {@link #ofOneSample}.
   *
   * @param model the model
   * @return the shapes, to be closed
   * @throws UnsupportedModelException if TensorFlow finds the graph inconsistent for all of them
   */
  public static StaticShapes ofUnusualBatch(InferenceGraph model) {
    try {
      return ofFirstSize(model, new long[] {UNUSUAL_SIZE});
    } catch (UnsupportedModelException e) {
      return ofOneSample(model);
    }
  }

  private static StaticShapes ofFirstSize(InferenceGraph model, long[] sizes) {
    UnsupportedModelException none = null;
    for (long size : sizes) {
      Map<String, NodeDef> nodes = new LinkedHashMap<>(model.nodes());
      for (ModelInput input : model.inputs()) {
        nodes.computeIfPresent(
            input.tensor().node(), (name, placeholder) -> withFirstSize(placeholder, size));
      }
      try {
        return of(nodes.values(), model.directory());
      } catch (UnsupportedModelException e) {
        none = none == null ? e : none;
      }
    }
    throw requireNonNull(none);
  }

  /**
   * Infers the shapes for inputs of given ones, where a model leaves its own open and has kernels
   * that would end the process with others than they expect.
   *
   * @param model the model
   * @param inputs the shapes of its inputs, by name
   * @throws UnsupportedModelException if TensorFlow finds the graph inconsistent for these, or
   *     kernels could end the process
   */
  public static void check(InferenceGraph model, Map<String, Shape> inputs) {
    Map<String, NodeDef> nodes = new LinkedHashMap<>(model.nodes());
    for (ModelInput input : model.inputs()) {
      Shape shape = inputs.get(input.name());
      if (shape != null) {
        nodes.computeIfPresent(
            input.tensor().node(), (name, placeholder) -> withShape(placeholder, shape));
      }
    }
    of(nodes.values(), model.directory()).close();
  }

  /**
   * Whether {@link #check} is needed before a model is run.
   *
   * @param model the model
   * @return false where what was inferred when it was loaded holds for all of its inputs
   */
  public static boolean needsCheck(InferenceGraph model) {
    boolean free =
        model.inputs().stream()
            .map(ModelInput::shape)
            .anyMatch(
                shape ->
                    shape.isUnknown()
                        || (shape.numDimensions() > 1 && shape.tail().hasUnknownDimension()));
    return ConvolutionShapes.needCheck(model.nodes().values(), free);
  }

  private static NodeDef withShape(NodeDef placeholder, Shape shape) {
    return placeholder.toBuilder()
        .putAttr("shape", AttrValue.newBuilder().setShape(ShapeProtos.write(shape)).build())
        .build();
  }

  private static NodeDef withFirstSize(NodeDef placeholder, long size) {
    TensorShapeProto shape =
        placeholder.getAttrOrDefault("shape", AttrValue.getDefaultInstance()).getShape();
    if (shape.getDimCount() == 0 || shape.getDim(0).getSize() >= 0) {
      return placeholder;
    }
    TensorShapeProto.Builder fixed = shape.toBuilder();
    fixed.getDimBuilder(0).setSize(size);
    return placeholder.toBuilder()
        .putAttr("shape", AttrValue.newBuilder().setShape(fixed).build())
        .build();
  }

  public static StaticShapes of(Iterable<NodeDef> nodes, Path directory) {
    return of(GraphDef.newBuilder().addAllNode(nodes).build(), directory);
  }

  private static StaticShapes of(GraphDef definition, Path directory) {
    Graph graph = new Graph();
    try {
      OpPreconditions.checkInference(definition.getNodeList());
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
