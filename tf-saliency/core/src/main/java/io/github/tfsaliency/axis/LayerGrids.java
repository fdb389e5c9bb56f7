package io.github.tfsaliency.axis;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.graph.TensorRef;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.proto.NodeDef;

/**
 * The layers of a model whose values lie on a grid of places of an input.
 *
 * @param byTensor the grid of each node's first output that has one, in execution order
 */
public record LayerGrids(ImmutableMap<TensorRef, LayerGrid> byTensor) {
  /**
   * Reads the grids off the dimensions.
   *
   * @param axes the dimensions of all tensors of a model
   * @return its layers
   */
  public static LayerGrids of(TensorAxes axes) {
    Map<TensorRef, LayerGrid> grids = new LinkedHashMap<>();
    for (NodeDef node : axes.model().nodes().values()) {
      TensorRef tensor = new TensorRef(node.getName(), 0);
      if (!axes.isWeight(tensor)) {
        LayerGrid.of(axes.of(tensor), input -> rank(axes, input))
            .ifPresent(grid -> grids.put(tensor, grid));
      }
    }
    return new LayerGrids(ImmutableMap.copyOf(grids));
  }

  private static int rank(TensorAxes axes, String input) {
    return axes.shape(requireNonNull(axes.model().attributed().get(input), input)).numDimensions();
  }
}
