package io.github.tfsaliency.gradient;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import java.util.List;
import org.tensorflow.proto.NodeDef;

/** The nodes whose incoming gradient is worth looking at: linear layers, activations, markers. */
final class TracedLayers {
  private static final ImmutableSet<String> OPS =
      ImmutableSet.of(
          "Conv2D",
          "Conv3D",
          "DepthwiseConv2dNative",
          "Conv2DBackpropInput",
          "MatMul",
          "BatchMatMulV2",
          "Einsum",
          "Relu",
          "Relu6",
          "LeakyRelu",
          "Elu",
          "Selu",
          "Sigmoid",
          "Tanh",
          "Softplus",
          "Softsign");

  private TracedLayers() {}

  /** Where their outputs are found in the marked graph, by the nodes' names, in forward order. */
  static ImmutableMap<String, TensorRef> of(List<NodeDef> forward, MarkerInsertion marked) {
    ImmutableMap.Builder<String, TensorRef> traced = ImmutableMap.builder();
    for (NodeDef node : forward) {
      TensorRef output = new TensorRef(node.getName(), 0);
      TensorRef read = marked.marked(output);
      boolean layer = OPS.contains(node.getOp()) || !read.equals(output);
      if (layer && NodeOutputs.isFloating(NodeOutputs.type(node, 0))) {
        traced.put(node.getName(), read);
      }
    }
    return traced.buildOrThrow();
  }
}
