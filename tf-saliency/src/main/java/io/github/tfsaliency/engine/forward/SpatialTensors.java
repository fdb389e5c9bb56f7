package io.github.tfsaliency.engine.forward;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.attribution.NoMatchingNodeException;
import io.github.tfsaliency.axis.LayerGrids;
import io.github.tfsaliency.gradient.SpatialLayer;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.check.StaticShapes;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import org.tensorflow.proto.NodeDef;

/** Finds the tensor of a {@link SpatialLayer}. */
public final class SpatialTensors {
  private SpatialTensors() {}

  /**
   * The tensor of a layer, with the values that the model itself computes there.
   *
   * @throws NoMatchingNodeException if there is none, or several of that name, or it is merged with
   *     a BatchNorm
   */
  public static LayerTensor find(InferenceGraph model, SpatialLayer layer) {
    LayerTensor found = findScaled(model, layer);
    LayerNames.requireOwnValues(model, found.tensor().node());
    return found;
  }

  /**
   * The tensor of a layer, each channel of which may be a multiple of what the model computes.
   *
   * @throws NoMatchingNodeException if there is none, or several of that name
   */
  public static LayerTensor findScaled(InferenceGraph model, SpatialLayer layer) {
    LayerGrids grids = LayerGrids.of(model);
    ImmutableList<NodeDef> spatial =
        grids.byTensor().keySet().stream()
            .map(tensor -> requireNonNull(model.nodes().get(tensor.node())))
            .filter(node -> NodeOutputs.isFloating(NodeOutputs.type(node, 0)))
            .collect(toImmutableList());
    String name =
        layer.name().isPresent()
            ? LayerNames.find(model, spatial, layer.name().get(), "whose values lie on a grid")
            : byDefault(model, grids, spatial);
    TensorRef tensor = new TensorRef(name, 0);
    return new LayerTensor(tensor, requireNonNull(grids.byTensor().get(tensor)));
  }

  private static String byDefault(
      InferenceGraph model, LayerGrids grids, ImmutableList<NodeDef> spatial) {
    if (grids.attended().isPresent()) {
      return grids.attended().get().node();
    }
    try (StaticShapes shapes = StaticShapes.of(model)) {
      return PlacedOutput.layer(model, shapes, spatial).orElseGet(() -> last(model, spatial));
    }
  }

  private static String last(InferenceGraph model, ImmutableList<NodeDef> spatial) {
    for (NodeDef node : spatial.reverse()) {
      boolean output = model.explained().node().equals(node.getName());
      if (!output && makesFeatures(model, node)) {
        return node.getName();
      }
    }
    throw new NoMatchingNodeException(
        Message.of(
            "The model '%s' has no layer whose values lie on a grid as its input's do, so there is"
                + " no class activation map.\n"
                + "Maybe use a method that attributes to the input.",
            model.directory()));
  }

  /** What is put together of parts that make none makes none. */
  private static boolean makesFeatures(InferenceGraph model, NodeDef node) {
    if (!node.getOp().equals("Pack")) {
      return !OpTable.is(node.getOp(), OpTrait.FEATURELESS);
    }
    return node.getInputList().stream()
        .map(input -> requireNonNull(model.nodes().get(TensorRef.parse(input).node())))
        .anyMatch(part -> !OpTable.is(part.getOp(), OpTrait.FEATURELESS));
  }
}
