package io.github.tfsaliency.engine.forward;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.canonical.CanonicalGraph;
import io.github.tfsaliency.canonical.CanonicalLayer;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.check.StaticShapes;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.NodeDef;

/**
 * An output that has a value for each place: of a segmentation, a tagger, a detector. Behind the
 * last features such a model often has linear layers alone, so that the weights of a map are the
 * same whatever place is explained. The layer to map is therefore the last one with a nonlinearity
 * behind it, and no finer than the output.
 */
final class PlacedOutput {
  private final InferenceGraph model;
  private final StaticShapes shapes;
  private final long places;

  private PlacedOutput(InferenceGraph model, StaticShapes shapes, long places) {
    this.model = model;
    this.shapes = shapes;
    this.places = places;
  }

  /**
   * The layer to map.
   *
   * @param spatial the nodes whose values lie on a grid
   * @return empty if the output has no places, or there is no such layer
   */
  static Optional<String> layer(
      InferenceGraph model, StaticShapes shapes, ImmutableList<NodeDef> spatial) {
    Shape output = shapes.of(model.explained());
    if (output.isUnknown() || output.numDimensions() < 3 || places(output) == 1) {
      return Optional.empty();
    }
    boolean withoutChannels =
        model.attributed().values().stream().anyMatch(input -> isGridOf(output, shapes.of(input)));
    return new PlacedOutput(model, shapes, withoutChannels ? output.tail().size() : places(output))
        .last(spatial);
  }

  /** Whether an output {@code [N, H, W]} has one value for each place of {@code [N, H, W, C]}. */
  private static boolean isGridOf(Shape output, Shape input) {
    boolean same = !input.isUnknown() && input.numDimensions() == output.numDimensions() + 1;
    for (int i = 1; same && i < output.numDimensions(); i++) {
      same = output.get(i) == input.get(i);
    }
    return same;
  }

  private Optional<String> last(ImmutableList<NodeDef> spatial) {
    CanonicalGraph graph = CanonicalGraph.of(model);
    Set<String> nonlinearBehind = nonlinearBehind(graph);
    ImmutableSet<String> onGrid =
        spatial.stream().map(NodeDef::getName).collect(ImmutableSet.toImmutableSet());
    for (CanonicalLayer layer : graph.layers().reverse()) {
      TensorRef end = layer.output();
      boolean features =
          end.index() == 0
              && onGrid.contains(end.node())
              && !end.equals(model.explained())
              && !OpTable.is(op(end), OpTrait.FEATURELESS);
      if (features && nonlinearBehind.contains(end.node()) && isNoFiner(shapes.of(end))) {
        return Optional.of(end.node());
      }
    }
    return Optional.empty();
  }

  private String op(TensorRef tensor) {
    NodeDef node = model.nodes().get(tensor.node());
    return node == null ? "" : node.getOp();
  }

  /** What is not known before anything runs decides nothing. */
  private boolean isNoFiner(Shape layer) {
    return places < 0 || places(layer) < 0 || places(layer) <= places;
  }

  /** Of all dimensions but the first and the last; less than 0 if one is free. */
  private static long places(Shape shape) {
    long places = 1;
    for (int i = 1; i < shape.numDimensions() - 1; i++) {
      if (shape.get(i) == Shape.UNKNOWN_SIZE) {
        return Shape.UNKNOWN_SIZE;
      }
      places *= shape.get(i);
    }
    return places;
  }

  /** The nodes from which some way to the output leads through a nonlinearity. */
  private static Set<String> nonlinearBehind(CanonicalGraph graph) {
    Set<String> before = new HashSet<>();
    for (CanonicalGraph.Other other : graph.others()) {
      other.node().getInputList().forEach(input -> before.add(TensorRef.parse(input).node()));
    }
    for (CanonicalLayer layer : graph.layers().reverse()) {
      if (layer.isNonlinear() || before.contains(layer.output().node())) {
        layer.inputs().forEach(input -> before.add(input.node()));
      }
    }
    return before;
  }
}
