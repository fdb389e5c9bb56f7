package io.github.tfsaliency.engine.forward;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.attention.AttentionBlock;
import io.github.tfsaliency.attention.AttentionBlocks;
import io.github.tfsaliency.attention.AttentionFinder;
import io.github.tfsaliency.attribution.NoMatchingNodeException;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.axis.LayerGrid;
import io.github.tfsaliency.axis.LayerGrids;
import io.github.tfsaliency.axis.TensorAxes;
import io.github.tfsaliency.gradient.SpatialLayer;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.check.StaticShapes;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.Optional;
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
    Found found =
        TensorAxes.read(model, axes -> new Found(LayerGrids.of(axes), AttentionFinder.find(axes)));
    if (layer.attended()) {
      return found.attended();
    }
    LayerGrids grids = found.grids();
    ImmutableList<NodeDef> spatial =
        grids.byTensor().keySet().stream()
            .map(tensor -> requireNonNull(model.nodes().get(tensor.node())))
            .filter(node -> NodeOutputs.isFloating(NodeOutputs.type(node, 0)))
            .collect(toImmutableList());
    String name =
        layer.name().isPresent()
            ? LayerNames.find(model, spatial, layer.name().get(), "whose values lie on a grid")
            : byDefault(model, found, spatial);
    TensorRef tensor = new TensorRef(name, 0);
    return new LayerTensor(tensor, requireNonNull(grids.byTensor().get(tensor)));
  }

  /** What is known of a model's dimensions. */
  private record Found(LayerGrids grids, AttentionBlocks attention) {
    /** What the last block of self-attention reads. */
    LayerTensor attended() {
      AttentionBlock last = attention.requireLast();
      LayerGrid grid = grids.byTensor().get(last.read());
      if (grid == null) {
        throw new UnsupportedModelException(
            Message.of(
                "The tokens '%s' that the attention '%s' of the model '%s' reads do not correspond"
                    + " to positions of an input, so there is no map.\n"
                    + "Maybe use a method that attributes to the input, such as the gradient.",
                last.read(), last.name(), attention.directory()));
      }
      return new LayerTensor(last.read(), grid);
    }
  }

  private static String byDefault(
      InferenceGraph model, Found found, ImmutableList<NodeDef> spatial) {
    Optional<TensorRef> attended =
        found.attention().lastFeatures().filter(found.grids().byTensor()::containsKey);
    if (attended.isPresent()) {
      return attended.get().node();
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
            "The model '%s' has no layer whose values lie on a grid like its input's values, so"
                + " there is no class activation map.\n"
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
