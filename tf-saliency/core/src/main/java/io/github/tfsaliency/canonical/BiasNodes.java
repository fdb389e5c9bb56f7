package io.github.tfsaliency.canonical;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.layer.LayerKind;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.NodeDef;

/**
 * Finds the biases of a model: whatever is added, on the way from the input to the output, that
 * does not depend on the input. What lies within a nonlinear function of several ops is no bias,
 * but part of that function; of a normalization the offset behind it is one.
 */
final class BiasNodes {
  private static final ImmutableSet<String> KEEPING_LINES = ImmutableSet.of("Cast", "Neg");

  private final ModelTensors tensors;

  private BiasNodes(ModelTensors tensors) {
    this.tensors = tensors;
  }

  static ImmutableList<BiasNode> of(ModelTensors tensors, List<CanonicalLayer> layers) {
    BiasNodes biases = new BiasNodes(tensors);
    Set<String> found = new HashSet<>();
    layers.forEach(
        layer ->
            layer.region().stream()
                .filter(node -> biases.isBias(tensors.node(node), layer))
                .forEach(found::add));
    return tensors.nodes().stream()
        .filter(node -> found.contains(node.getName()))
        .map(node -> new BiasNode(node, tensors.varyingInputs(node)))
        .collect(ImmutableList.toImmutableList());
  }

  private boolean isBias(NodeDef node, CanonicalLayer layer) {
    ImmutableList<Integer> varying = tensors.varyingInputs(node);
    return !varying.isEmpty()
        && tensors.carries(new TensorRef(node.getName(), 0))
        && adds(node, varying)
        && countsIn(layer, node, varying);
  }

  private boolean adds(NodeDef node, ImmutableList<Integer> varying) {
    if (!OpTable.is(node.getOp(), OpTrait.OFFSET)) {
      return false;
    }
    return AffineStep.isBatchNorm(node)
        ? AffineStep.is(node, varying, tensors)
        : constants(node, varying).findAny().isPresent();
  }

  /** The inputs of floating-point numbers that do not vary. */
  private IntStream constants(NodeDef node, ImmutableList<Integer> varying) {
    return IntStream.range(0, node.getInputCount())
        .filter(i -> !varying.contains(i) && isFloating(NodeInput.tensor(node, i)));
  }

  private boolean isFloating(TensorRef tensor) {
    return NodeOutputs.isFloating(NodeOutputs.type(tensors.producer(tensor), tensor.index()));
  }

  private boolean countsIn(CanonicalLayer layer, NodeDef node, ImmutableList<Integer> varying) {
    LayerKind kind = layer.layer().kind();
    return switch (kind) {
      case ACTIVATION ->
          layer.region().stream().allMatch(each -> isPiecewiseLinear(tensors.node(each)));
      case NORMALIZATION -> constants(node, varying).anyMatch(i -> isOfChannels(node, i));
      case PRODUCT, SOFTMAX -> false;
      default -> true;
    };
  }

  private boolean isPiecewiseLinear(NodeDef node) {
    ImmutableList<Integer> varying = tensors.varyingInputs(node);
    return varying.isEmpty()
        || KEEPING_LINES.contains(node.getOp())
        || OpTable.is(node.getOp(), OpTrait.OFFSET)
        // The constant 6 is no tensor, so no bias could stand for it.
        || (OpTable.is(node.getOp(), OpTrait.PIECEWISE_LINEAR) && !node.getOp().equals("Relu6"))
        || AffineStep.is(node, varying, tensors);
  }

  /** What a variance is kept from zero by is a single number. */
  private boolean isOfChannels(NodeDef node, int input) {
    Shape shape = tensors.shape(NodeInput.tensor(node, input));
    return !shape.isUnknown() && shape.size() != 1;
  }
}
