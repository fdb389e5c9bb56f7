package io.github.tfsaliency.graph.check;

import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.TypeSizes;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.Collection;
import java.util.function.Function;
import org.tensorflow.Graph;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.NodeDef;

/**
 * Bounds what a graph of a few bytes may make of itself: a constant may say how large a tensor is.
 * The sizes are those that TensorFlow infers before anything runs.
 */
public final class TensorBudget {
  /** What weights may grow by when something is computed from them, beside a fixed amount. */
  private static final int WEIGHT_FACTOR = 8;

  private static final double WEIGHT_BYTES = 1L << 30;

  /** For one sample. Beyond, kernels count in numbers that overflow. */
  private static final double ACTIVATION_BYTES = 1L << 31;

  /** For one sample; a gradient holds most activations at once. */
  private static final double ALL_ACTIVATION_BYTES = 1L << 35;

  private TensorBudget() {}

  /**
   * Refuses weights that are computed and much larger than what they are computed from.
   *
   * @param graph has the nodes
   * @param nodes the weights, all in the graph under their own names
   * @throws UnsupportedModelException if they are too large
   */
  public static void requireWeights(Graph graph, Collection<NodeDef> nodes) {
    double stored = 0;
    double computed = 0;
    for (NodeDef node : nodes) {
      Operation operation = graph.operationOrThrow(node.getName());
      // Of a variable both the handle and what is read have its shape; the handle has no size.
      if (OpTable.is(node.getOp(), OpTrait.STORED)) {
        stored += bytes(operation);
      }
    }
    double most = WEIGHT_BYTES + WEIGHT_FACTOR * stored;
    for (NodeDef node : nodes) {
      if (OpTable.is(node.getOp(), OpTrait.STORED)) {
        continue;
      }
      Operation operation = graph.operationOrThrow(node.getName());
      computed += bytes(operation);
      if (computed > most) {
        throw tooLarge(node, operation, "the weights", computed, most);
      }
      if (OpTable.is(node.getOp(), OpTrait.SIZED_BY_VALUES)
          && !isKnown(operation.output(0).shape())) {
        throw new UnsupportedModelException(
            Message.of(
                "Node '%s' (op '%s') computes a weight whose size is not known before it runs.\n"
                    + "Maybe export the model with fixed sizes.",
                node.getName(), node.getOp()));
      }
    }
  }

  /**
   * Refuses activations that are too large for one sample, those included whose size a model
   * computes from the size of its batch.
   *
   * @param model whose free batch size becomes one
   * @return how many rows the output has then
   * @throws UnsupportedModelException if they are too large
   */
  public static OutputRows requireOneSample(InferenceGraph model) {
    try (StaticShapes shapes = StaticShapes.ofOneSample(model)) {
      double unused = requireActivations(model.nodes().values(), shapes::operation);
      return OutputRows.of(model, shapes);
    }
  }

  /**
   * The same for any number of samples, and for one: the first finds most of what the second does,
   * at once.
   */
  public static void requireAnySample(InferenceGraph model) {
    try (StaticShapes shapes = StaticShapes.of(model)) {
      double unused = requireActivations(model.nodes().values(), shapes::operation);
    }
    OutputRows unused = requireOneSample(model);
  }

  /**
   * Refuses activations that are too large for one sample; a free size counts as one.
   *
   * @param graph has the nodes
   * @param nodes that compute activations, and perhaps others
   * @param prefix ahead of the nodes' names in the graph
   * @return what all of them take for one sample, in bytes
   * @throws UnsupportedModelException if they are too large
   */
  public static double requireActivations(Graph graph, Collection<NodeDef> nodes, String prefix) {
    return requireActivations(nodes, node -> graph.operationOrThrow(prefix + node.getName()));
  }

  private static double requireActivations(
      Collection<NodeDef> nodes, Function<NodeDef, Operation> operations) {
    double all = 0;
    for (NodeDef node : nodes) {
      if (OpTable.is(node.getOp(), OpTrait.STORED)) {
        continue;
      }
      Operation operation = operations.apply(node);
      double bytes = bytes(operation);
      all += bytes;
      if (bytes > ACTIVATION_BYTES) {
        throw tooLarge(node, operation, "its outputs for one sample", bytes, ACTIVATION_BYTES);
      }
      if (all > ALL_ACTIVATION_BYTES) {
        throw tooLarge(node, operation, "all for one sample", all, ALL_ACTIVATION_BYTES);
      }
    }
    return all;
  }

  private static UnsupportedModelException tooLarge(
      NodeDef node, Operation operation, String which, double bytes, double most) {
    return new UnsupportedModelException(
        Message.of(
            "Node '%s' (op '%s') makes a tensor of shape %s, with which %s take %.0f bytes, more"
                + " than %.0f.\n"
                + "Maybe the SavedModel was damaged, or made to fill the memory.",
            node.getName(), node.getOp(), operation.output(0).shape(), which, bytes, most));
  }

  private static double bytes(Operation operation) {
    double bytes = 0;
    for (int i = 0; i < operation.numOutputs(); i++) {
      Output<?> output = operation.output(i);
      Shape shape = output.shape();
      double elements = TypeSizes.bytes(output.dataType());
      for (int d = 0; d < (shape.isUnknown() ? 0 : shape.numDimensions()); d++) {
        long size = shape.get(d);
        elements *= size == Shape.UNKNOWN_SIZE ? 1 : size;
      }
      bytes += elements;
    }
    return bytes;
  }

  private static boolean isKnown(Shape shape) {
    return !shape.isUnknown() && !shape.hasUnknownDimension();
  }
}
