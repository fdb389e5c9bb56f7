package io.github.tfsaliency.canonical;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.check.StaticShapes;
import org.tensorflow.proto.NodeDef;

/**
 * The layers between a model's inputs and its output. Every way from the one to the other leads
 * through layers alone, or through a node that is none.
 *
 * @param layers in execution order
 * @param others nodes on the way that are no layer of any kind
 * @param biases nodes of the layers that add what does not depend on the input
 * @param activations the activation functions, gates among them, whole; where layers are found
 *     otherwise, as an affine step ahead of one, they keep their own view
 */
public record CanonicalGraph(
    ImmutableList<CanonicalLayer> layers,
    ImmutableList<Other> others,
    ImmutableList<BiasNode> biases,
    ImmutableList<WholeActivation> activations) {
  /**
   * A node that is no layer of any kind.
   *
   * @param node in the model's graph
   * @param complex whether it computes with complex numbers
   * @param ahead the nearest floating-point tensors that it is computed from
   */
  public record Other(NodeDef node, boolean complex, ImmutableList<TensorRef> ahead) {}

  /**
   * Finds the layers, by structure and not by name.
   *
   * @param model BatchNorm folded where that is possible
   * @return its layers
   */
  public static CanonicalGraph of(InferenceGraph model) {
    return of(model, true);
  }

  /**
   * Finds the layers, and instead of each normalization the layers that it is made of.
   *
   * @param model BatchNorm folded where that is possible
   * @return its layers
   */
  public static CanonicalGraph withoutNormalizations(InferenceGraph model) {
    return of(model, false);
  }

  private static CanonicalGraph of(InferenceGraph model, boolean normalizations) {
    try (StaticShapes shapes = StaticShapes.of(model)) {
      ModelTensors tensors = ModelTensors.of(model, shapes);
      ImmutableList<WholeActivation> activations = WholeActivations.of(tensors);
      LayerWalk walk =
          LayerWalk.of(
              tensors,
              LayerCandidates.of(tensors, Gates.factors(tensors, activations), normalizations));
      ImmutableList<CanonicalLayer> ordered = walk.ordered();
      return new CanonicalGraph(
          walk.placed(ordered),
          walk.others().stream()
              .map(node -> new Other(node, tensors.isComplex(node), tensors.ahead(node)))
              .collect(ImmutableList.toImmutableList()),
          BiasNodes.of(tensors, ordered),
          activations);
    }
  }
}
