package io.github.tfsaliency.axis;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.check.StaticShapes;
import io.github.tfsaliency.message.Message;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.NodeDef;

/**
 * The layers of a model whose values lie on a grid of places of an input.
 *
 * @param byTensor the grid of each node's first output that has one, in execution order
 * @param attended the tensor that the last block of self-attention reads, if there is one
 */
public record LayerGrids(
    ImmutableMap<TensorRef, LayerGrid> byTensor, Optional<TensorRef> attended) {
  /**
   * Follows the dimensions of all inputs through the graph.
   *
   * @param model the model
   * @return its layers
   * @throws UnsupportedModelException if TensorFlow finds the graph inconsistent, or it is damaged
   */
  public static LayerGrids of(InferenceGraph model) {
    try (StaticShapes shapes = StaticShapes.ofUnusualBatch(model)) {
      TensorAxes axes = TensorAxes.of(model, shapes);
      Map<TensorRef, LayerGrid> grids = new LinkedHashMap<>();
      for (NodeDef node : model.nodes().values()) {
        TensorRef tensor = new TensorRef(node.getName(), 0);
        if (!axes.isWeight(tensor)) {
          LayerGrid.of(axes.of(tensor), input -> rank(model, shapes, input))
              .ifPresent(grid -> grids.put(tensor, grid));
        }
      }
      return new LayerGrids(
          ImmutableMap.copyOf(grids), SelfAttention.last(axes).filter(grids::containsKey));
    } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
      throw new UnsupportedModelException(
          Message.of("The SavedModel '%s' is malformed: %s", model.directory(), Message.reason(e)),
          e);
    }
  }

  private static int rank(InferenceGraph model, StaticShapes shapes, String input) {
    Shape shape = shapes.of(requireNonNull(model.attributed().get(input), input));
    return shape.numDimensions();
  }
}
