package io.github.tfsaliency.engine.forward;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.attribution.NoMatchingNodeException;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.check.StaticShapes;
import io.github.tfsaliency.message.Message;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.NodeDef;

/**
 * The values of a layer of any shape.
 *
 * @param tensor what computes them
 * @param shape {@code [N, ...]}, with -1 for what is not fixed
 */
public record NamedTensor(TensorRef tensor, Shape shape) {
  /**
   * Finds a layer.
   *
   * @throws NoMatchingNodeException if no node that depends on an input has the name, several
   *     layers have it, or its values are not computed for each sample
   */
  public static NamedTensor find(InferenceGraph model, String name) {
    ImmutableSet<String> weights = model.weightNodes();
    ImmutableList<NodeDef> computed =
        model.nodes().values().stream()
            .filter(node -> !weights.contains(node.getName()) && NodeOutputs.count(node) > 0)
            .filter(node -> NodeOutputs.isFloating(NodeOutputs.type(node, 0)))
            .collect(toImmutableList());
    String node = LayerNames.find(model, computed, name, "between its inputs and its output");
    LayerNames.requireOwnValues(model, node);
    TensorRef tensor = new TensorRef(node, 0);
    requireSamples(model, tensor);
    try (StaticShapes shapes = StaticShapes.of(model)) {
      return new NamedTensor(tensor, shapes.of(tensor));
    }
  }

  /** Windows and steps may be counted together with the samples, or ahead of them. */
  private static void requireSamples(InferenceGraph model, TensorRef tensor) {
    try (StaticShapes shapes = StaticShapes.ofUnusualBatch(model)) {
      Shape shape = shapes.of(tensor);
      boolean samples =
          shape.isUnknown()
              || (shape.numDimensions() > 0
                  && (shape.get(0) == Shape.UNKNOWN_SIZE
                      || model.inputs().stream()
                          .map(input -> shapes.of(input.tensor()))
                          .anyMatch(
                              input ->
                                  input.isUnknown()
                                      || (input.numDimensions() > 0
                                          && (input.get(0) == Shape.UNKNOWN_SIZE
                                              || input.get(0) == shape.get(0))))));
      if (!samples) {
        throw new NoMatchingNodeException(
            Message.of(
                "The values of the layer '%s' of the model '%s' have the shape %s for %s samples, so"
                    + " their first dimension does not count samples.\n"
                    + "Maybe choose a layer ahead of it or behind it.",
                tensor.node(),
                model.directory(),
                shape,
                shapes.of(model.inputs().get(0).tensor()).get(0)));
      }
    }
  }
}
