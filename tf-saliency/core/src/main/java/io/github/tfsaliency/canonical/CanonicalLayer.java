package io.github.tfsaliency.canonical;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.layer.Layer;
import io.github.tfsaliency.layer.LayerForm;
import io.github.tfsaliency.layer.LayerKind;
import java.util.Collection;
import java.util.Optional;
import org.tensorflow.proto.NodeDef;

/**
 * A layer and where it lies in the graph.
 *
 * @param layer what rules see of it
 * @param node the node that gave it its name
 * @param inputs the tensors that relevance goes to, those that depend on the model's input
 * @param output the tensor at which relevance arrives
 * @param region the nodes between inputs and output
 * @param statistics tensors within that are taken for constants: what a normalization divides by
 * @param linear of convolutions and dense layers
 * @param gates of products, the factors between 0 and 1 that say how much of another passes
 */
public record CanonicalLayer(
    Layer layer,
    NodeDef node,
    ImmutableList<TensorRef> inputs,
    TensorRef output,
    ImmutableSet<String> region,
    ImmutableSet<TensorRef> statistics,
    Optional<LinearPart> linear,
    ImmutableSet<TensorRef> gates) {
  private static final ImmutableSet<LayerKind> NONLINEAR =
      Sets.immutableEnumSet(
          LayerKind.ACTIVATION,
          LayerKind.NORMALIZATION,
          LayerKind.SOFTMAX,
          LayerKind.PRODUCT,
          LayerKind.MAX_POOL);

  /** A layer that is not linear; its place among the layers is known only when all are. */
  static CanonicalLayer of(
      LayerKind kind,
      NodeDef node,
      Collection<TensorRef> inputs,
      ImmutableSet<String> region,
      ImmutableSet<TensorRef> statistics) {
    return new CanonicalLayer(
        described(kind, node),
        node,
        inputs.stream().distinct().collect(toImmutableList()),
        new TensorRef(node.getName(), 0),
        region,
        statistics,
        Optional.empty(),
        ImmutableSet.of());
  }

  static Layer described(LayerKind kind, NodeDef node) {
    return new Layer(kind, node.getName(), node.getOp(), -1, false, false);
  }

  /**
   * Whether the layer's derivative depends on the values that it is given.
   *
   * @return true for activations, normalizations, products of two tensors and choices
   */
  public boolean isNonlinear() {
    return NONLINEAR.contains(layer.kind());
  }

  /**
   * The same layer, known better.
   *
   * @param form what else is known of it
   * @return a new layer
   */
  public CanonicalLayer inForm(LayerForm form) {
    return withLayer(layer.inForm(form));
  }

  CanonicalLayer withLayer(Layer described) {
    return new CanonicalLayer(described, node, inputs, output, region, statistics, linear, gates);
  }

  CanonicalLayer withGates(ImmutableSet<TensorRef> found) {
    return new CanonicalLayer(layer, node, inputs, output, region, statistics, linear, found);
  }
}
