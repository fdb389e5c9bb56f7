package io.github.tfsaliency.engine.forward;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.attribution.NoMatchingNodeException;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.check.StaticShapes;
import io.github.tfsaliency.message.Message;
import java.util.Collection;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * The values of a layer of any shape.
 *
 * @param tensor what computes them
 * @param shape {@code [N, ...]}, with -1 for what is not fixed
 */
public record NamedTensor(TensorRef tensor, Shape shape) {
  /**
   * Finds a layer with values of its own, one for each sample.
   *
   * @throws NoMatchingNodeException if no node that depends on an input has the name, several
   *     layers have it, or its values are not computed for each sample
   */
  public static NamedTensor find(InferenceGraph model, String name) {
    TensorRef tensor = tensor(model, name);
    LayerNames.requireOwnValues(model, tensor.node());
    requireSamples(model, tensor);
    try (StaticShapes shapes = StaticShapes.of(model)) {
      return new NamedTensor(tensor, shapes.of(tensor));
    }
  }

  /**
   * Finds a layer that a gradient may arrive at.
   *
   * @throws NoMatchingNodeException if no node of floating-point numbers that depends on an input
   *     has the name, or several layers have it
   */
  public static TensorRef tensor(InferenceGraph model, String name) {
    NodeDef named = model.nodes().get(name);
    if (named != null && NodeOutputs.count(named) > 0 && !model.weightNodes().contains(name)) {
      requireFloating(model, name, NodeOutputs.type(named, 0));
    }
    String node =
        LayerNames.find(model, computed(model), name, "between its inputs and its output");
    return new TensorRef(node, 0);
  }

  private static ImmutableList<NodeDef> computed(InferenceGraph model) {
    ImmutableSet<String> weights = model.weightNodes();
    return model.nodes().values().stream()
        .filter(node -> !weights.contains(node.getName()) && NodeOutputs.count(node) > 0)
        .filter(node -> NodeOutputs.isFloating(NodeOutputs.type(node, 0)))
        .collect(toImmutableList());
  }

  /**
   * The first of some layers whose values are scaled, as it is merged with the BatchNorm behind it.
   *
   * @param names of any nodes or layers
   * @return its node
   */
  public static Optional<String> firstMerged(InferenceGraph model, Collection<String> names) {
    if (names.isEmpty()) {
      return Optional.empty();
    }
    ImmutableList<NodeDef> computed = computed(model);
    return names.stream()
        .flatMap(name -> LayerNames.merged(model, computed, name).stream())
        .findFirst();
  }

  /** Refuses the node of such a layer. */
  public static NoMatchingNodeException noOwnValues(InferenceGraph model, String node) {
    return LayerNames.noOwnValues(model, node);
  }

  /** Whether the values of a tensor are floating-point numbers. */
  public static boolean isFloating(InferenceGraph model, TensorRef tensor) {
    NodeDef node = requireNonNull(model.nodes().get(tensor.node()), tensor.node());
    return NodeOutputs.count(node) > 0
        && NodeOutputs.isFloating(NodeOutputs.type(node, tensor.index()));
  }

  private static void requireFloating(InferenceGraph model, String layer, DataType type) {
    if (!NodeOutputs.isFloating(type)) {
      throw new NoMatchingNodeException(
          Message.of(
              "The values of the layer '%s' of the model '%s' are of the type %s, which has no"
                  + " gradient.\n"
                  + "Maybe choose the first layer of floating-point numbers after it.",
              layer, model.directory(), NodeOutputs.name(type)));
    }
  }

  /**
   * Requires that the first dimension counts samples.
   *
   * @throws NoMatchingNodeException if it does not
   */
  public static void requireSamples(InferenceGraph model, TensorRef tensor) {
    try (StaticShapes shapes = StaticShapes.ofUnusualBatch(model)) {
      Shape shape = shapes.of(tensor);
      if (!countsSamples(model, shapes, shape)) {
        throw new NoMatchingNodeException(
            Message.of(
                "The values of the layer '%s' of the model '%s' have the shape %s for %s samples,"
                    + " so their first dimension does not count samples.\n"
                    + "Maybe choose a layer before it or after it.",
                tensor.node(),
                model.directory(),
                shape,
                shapes.of(model.inputs().get(0).tensor()).get(0)));
      }
    }
  }

  /** Those of which the first dimension counts samples. */
  public static ImmutableSet<TensorRef> countingSamples(
      InferenceGraph model, Collection<TensorRef> tensors) {
    try (StaticShapes shapes = StaticShapes.ofUnusualBatch(model)) {
      return tensors.stream()
          .filter(each -> countsSamples(model, shapes, shapes.of(each)))
          .collect(ImmutableSet.toImmutableSet());
    }
  }

  /** Windows and steps may be counted together with the samples, or ahead of them. */
  private static boolean countsSamples(InferenceGraph model, StaticShapes shapes, Shape shape) {
    return shape.isUnknown()
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
  }
}
