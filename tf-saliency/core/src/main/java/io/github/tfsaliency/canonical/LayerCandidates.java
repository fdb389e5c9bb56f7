package io.github.tfsaliency.canonical;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.graph.PointwiseOps;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.layer.LayerKind;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.NodeDef;

/**
 * The largest layer that ends at each tensor, for those tensors at which one ends. Whether it is a
 * layer of the model is decided by {@link LayerWalk}: a layer may lie within a larger one.
 */
final class LayerCandidates {
  private final ModelTensors tensors;
  private final LinearLayers linear;
  private final PointwiseRegions regions;
  private final Map<TensorRef, CanonicalLayer> found = new HashMap<>();

  /** Nodes behind a linear layer or an activation; what is not is a form of the input itself. */
  private final Set<String> processed = new HashSet<>();

  private final ImmutableSet<TensorRef> gates;
  private final boolean normalizations;

  private LayerCandidates(
      ModelTensors tensors, ImmutableSet<TensorRef> gates, boolean normalizations) {
    this.tensors = tensors;
    this.gates = gates;
    this.normalizations = normalizations;
    linear =
        new LinearLayers(tensors, NonNegativeTensors.of(tensors), this::endsHere, this::mayAbsorb);
    regions = new PointwiseRegions(tensors);
  }

  /**
   * Looks for layers.
   *
   * @param gates known already, {@link Gates#factors}
   * @param normalizations whether these are layers, rather than what they are made of
   */
  static ImmutableMap<TensorRef, CanonicalLayer> of(
      ModelTensors tensors, ImmutableSet<TensorRef> gates, boolean normalizations) {
    LayerCandidates candidates = new LayerCandidates(tensors, gates, normalizations);
    for (NodeDef node : tensors.nodes()) {
      ImmutableList<Integer> varying = tensors.varyingInputs(node);
      if (!varying.isEmpty() && !tensors.isComplex(node)) {
        candidates.visit(node, varying);
      }
    }
    return ImmutableMap.copyOf(candidates.found);
  }

  private void visit(NodeDef node, ImmutableList<Integer> varying) {
    Optional<CanonicalLayer> layer =
        linear
            .at(node, varying)
            .or(() -> region(node, varying))
            .or(() -> continued(node, varying))
            .or(() -> single(node, varying));
    // A bias ends the linear layer that was found ahead of it.
    layer.ifPresent(end -> found.putIfAbsent(end.output(), end));
    boolean processing =
        layer
            .map(end -> end.layer().kind())
            .filter(kind -> kind.isLinear() || kind == LayerKind.ACTIVATION)
            .isPresent();
    if (processing
        || varying.stream().anyMatch(i -> processed.contains(NodeInput.tensor(node, i).node()))) {
      processed.add(node.getName());
    }
  }

  private Optional<CanonicalLayer> region(NodeDef node, ImmutableList<Integer> varying) {
    return regions
        .at(node, varying)
        .filter(found -> normalizations || found.layer().kind() != LayerKind.NORMALIZATION);
  }

  /** Whether a bias, or the scale of a normalization, belongs to the layer that ends with it. */
  private boolean endsHere(TensorRef tensor) {
    CanonicalLayer layer = found.get(tensor);
    return layer != null
        && (layer.layer().kind().isLinear() || layer.layer().kind() == LayerKind.NORMALIZATION);
  }

  /**
   * Whether affine steps from a tensor on belong to the linear layer that they lead to: those of a
   * BatchNorm, or of an encoding, do; scaling of pixels ahead of all layers does not.
   */
  private boolean mayAbsorb(TensorRef start, ImmutableList<NodeDef> steps) {
    return processed.contains(start.node())
        || steps.stream()
            .anyMatch(step -> AffineStep.isBatchNorm(step) || tensors.isEncoding(step));
  }

  /** Scale and offset behind a normalization are part of it. */
  private Optional<CanonicalLayer> continued(NodeDef node, ImmutableList<Integer> varying) {
    if (!AffineStep.is(node, varying, tensors)) {
      return Optional.empty();
    }
    TensorRef input = NodeInput.tensor(node, varying.get(0));
    CanonicalLayer before = found.get(input);
    return before != null
            && before.layer().kind() == LayerKind.NORMALIZATION
            && node.equals(tensors.onlyReader(input))
        ? Optional.of(
            new CanonicalLayer(
                CanonicalLayer.described(LayerKind.NORMALIZATION, node),
                node,
                before.inputs(),
                new TensorRef(node.getName(), 0),
                ImmutableSet.<String>builder().addAll(before.region()).add(node.getName()).build(),
                before.statistics(),
                Optional.empty(),
                ImmutableSet.of()))
        : Optional.empty();
  }

  private Optional<CanonicalLayer> single(NodeDef node, ImmutableList<Integer> varying) {
    String op = node.getOp();
    boolean several = varying.size() > 1;
    if (OpTable.is(op, OpTrait.AVERAGE)) {
      return Optional.of(of(LayerKind.AVERAGE, node, varying));
    }
    if (op.equals("Softmax")) {
      return Optional.of(of(LayerKind.SOFTMAX, node, varying));
    }
    if (OpTable.is(op, OpTrait.SUM) && (several || op.equals("Sum"))) {
      return Optional.of(of(LayerKind.SUM, node, varying));
    }
    if (OpTable.is(op, OpTrait.PRODUCT) && several) {
      return Optional.of(of(LayerKind.PRODUCT, node, varying).withGates(gates(node, varying)));
    }
    if (AffineStep.is(node, varying, tensors)) {
      // What is broadcast to more values is shared among them, like a sum.
      boolean larger = !tensors.keepsShape(node, varying.get(0));
      return Optional.of(of(larger ? LayerKind.SUM : LayerKind.AFFINE, node, varying));
    }
    return PointwiseOps.isActivation(node, varying) && tensors.keepsShape(node, varying.get(0))
        ? Optional.of(of(LayerKind.ACTIVATION, node, varying))
        : Optional.empty();
  }

  private ImmutableSet<TensorRef> gates(NodeDef product, ImmutableList<Integer> varying) {
    return varying.stream()
        .filter(i -> product.getOp().equals("Mul") || ScalingEinsum.keeps(product, 1 - i))
        .map(i -> NodeInput.tensor(product, i))
        .filter(gates::contains)
        .collect(ImmutableSet.toImmutableSet());
  }

  private static CanonicalLayer of(LayerKind kind, NodeDef node, ImmutableList<Integer> varying) {
    return CanonicalLayer.of(
        kind,
        node,
        varying.stream().map(i -> NodeInput.tensor(node, i)).toList(),
        ImmutableSet.of(node.getName()),
        ImmutableSet.of());
  }
}
