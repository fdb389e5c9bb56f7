package io.github.tfsaliency.canonical;

import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import java.util.HashSet;
import java.util.Set;
import org.tensorflow.proto.NodeDef;

/**
 * Tensors that are known not to be negative, such as what comes out of a ReLU: where a rule tells
 * positive from negative inputs, it needs half the convolutions there.
 */
final class NonNegativeTensors {
  private static final ImmutableSet<String> ALWAYS =
      ImmutableSet.of(
          "Abs",
          "Exp",
          "Relu",
          "Relu6",
          "Sigmoid",
          "Softmax",
          "Softplus",
          "Sqrt",
          "Square",
          "SquaredDifference");

  /** Of values that are not negative they make values that are not negative. */
  private static final ImmutableSet<String> PRESERVING =
      ImmutableSet.of(
          "Add",
          "AddN",
          "AddV2",
          "AvgPool",
          "AvgPool3D",
          "BatchToSpaceND",
          "Concat",
          "ConcatV2",
          "DepthToSpace",
          "ExpandDims",
          "Gather",
          "GatherV2",
          "IdentityN",
          "Max",
          "MaxPool",
          "MaxPool3D",
          "MaxPoolV2",
          "Maximum",
          "Mean",
          "Minimum",
          "Mul",
          "Pack",
          "Pad",
          "Reshape",
          "ResizeBilinear",
          "ResizeNearestNeighbor",
          "Slice",
          "SpaceToBatchND",
          "SpaceToDepth",
          "Split",
          "SplitV",
          "Squeeze",
          "StridedSlice",
          "Sum",
          "Tile",
          "Transpose",
          "Unpack");

  private final ModelTensors tensors;
  private final Set<String> nodes = new HashSet<>();

  private NonNegativeTensors(ModelTensors tensors) {
    this.tensors = tensors;
  }

  static NonNegativeTensors of(ModelTensors tensors) {
    NonNegativeTensors found = new NonNegativeTensors(tensors);
    for (NodeDef node : tensors.nodes()) {
      if (ALWAYS.contains(node.getOp())
          || (PRESERVING.contains(node.getOp()) && found.readsNoNegative(node))) {
        found.nodes.add(node.getName());
      }
    }
    return found;
  }

  boolean contains(TensorRef tensor) {
    return nodes.contains(tensor.node());
  }

  private boolean readsNoNegative(NodeDef node) {
    for (int i = 0; i < node.getInputCount(); i++) {
      TensorRef input = NodeInput.tensor(node, i);
      boolean number =
          NodeOutputs.isFloating(NodeOutputs.type(tensors.producer(input), input.index()));
      if (number && !contains(input)) {
        return false;
      }
    }
    return true;
  }
}
