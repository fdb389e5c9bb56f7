package io.github.tfsaliency.engine;

import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.engine.forward.ForwardGraph;
import io.github.tfsaliency.engine.forward.GridValues;
import io.github.tfsaliency.engine.forward.LayerTensor;
import io.github.tfsaliency.engine.forward.SpatialTensors;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.LayerScores;
import io.github.tfsaliency.gradient.SpatialLayer;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.TensorRef;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

/** The values of a model's layers that have places, as class activation maps take them. */
final class EngineLayers {
  private final InferenceGraph model;
  private final CheckedShapes shapes;
  private final Forward forward;
  private final Map<SpatialLayer, LayerTensor> tensors = new ConcurrentHashMap<>();

  /**
   * The layers of a model.
   *
   * @param forward lends the model's graph
   */
  EngineLayers(InferenceGraph model, CheckedShapes shapes, Forward forward) {
    this.model = model;
    this.shapes = shapes;
    this.forward = forward;
  }

  /** Lends the graph of the model without a gradient. */
  interface Forward {
    <R> R run(Function<ForwardGraph, R> run);
  }

  /**
   * Computes the values of a layer, all samples at once.
   *
   * @param layer which layer
   * @param batch the values of all inputs
   * @return {@code [N, places ..., K]}, in the order of the input's dimensions
   * @throws io.github.tfsaliency.attribution.SaliencyException if there is no such layer, or
   *     TensorFlow cannot compute it
   */
  FloatNdArray activations(SpatialLayer layer, Batch batch) {
    shapes.require(batch);
    LayerTensor found = tensor(layer);
    FloatNdArray values = forward.run(graph -> graph.run(found.tensor(), batch));
    return GridValues.arranged(values, found.grid());
  }

  /** The scores of samples, and the values of a layer as the graph has them. */
  LayerScores scores(SpatialLayer layer, Batch batch, ResolvedTargets targets) {
    TensorRef found = tensor(layer).tensor();
    return forward.run(graph -> graph.layerScores(found, batch, targets));
  }

  /** The input whose places a layer's are. */
  String input(SpatialLayer layer) {
    return tensor(layer).grid().input();
  }

  Shape shape(SpatialLayer layer, Batch like) {
    LayerTensor found = tensor(layer);
    Shape known = forward.run(graph -> graph.shape(found.tensor()));
    return !found.grid().isPlain() || known.tail().hasUnknownDimension()
        ? activations(layer, like.slice(0, 1)).shape()
        : known;
  }

  private LayerTensor tensor(SpatialLayer layer) {
    return tensors.computeIfAbsent(layer, any -> SpatialTensors.find(model, any));
  }
}
