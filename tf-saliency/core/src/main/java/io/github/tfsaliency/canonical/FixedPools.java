package io.github.tfsaliency.canonical;

import io.github.tfsaliency.graph.ConstantInts;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.TensorRef;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/**
 * Writes max pooling whose sizes are constant tensors, as TensorFlow's Java API does, with these
 * sizes as attributes, as Keras does: so that rules for max pooling find it.
 */
public final class FixedPools {
  private static final String WITH_TENSORS = "MaxPoolV2";

  private FixedPools() {}

  /**
   * Writes each whose sizes are known.
   *
   * @param graph the model
   * @return the same function under the same names
   */
  public static InferenceGraph write(InferenceGraph graph) {
    if (graph.nodes().values().stream().noneMatch(node -> node.getOp().equals(WITH_TENSORS))) {
      return graph;
    }
    Map<String, NodeDef> nodes = new HashMap<>(graph.nodes());
    for (NodeDef node : graph.nodes().values()) {
      if (node.getOp().equals(WITH_TENSORS)) {
        Optional<AttrValue> window = sizes(node, 1, graph);
        Optional<AttrValue> strides = sizes(node, 2, graph);
        if (window.isPresent() && strides.isPresent()) {
          nodes.put(
              node.getName(),
              node.toBuilder()
                  .setOp("MaxPool")
                  .clearInput()
                  .addInput(node.getInput(0))
                  .putAttr("ksize", window.get())
                  .putAttr("strides", strides.get())
                  .build());
        }
      }
    }
    return graph.withNodes(nodes);
  }

  private static Optional<AttrValue> sizes(NodeDef node, int input, InferenceGraph graph) {
    return ConstantInts.of(TensorRef.parse(node.getInput(input)), graph.nodes())
        .filter(sizes -> sizes.length == 4 && Arrays.stream(sizes).allMatch(size -> size > 0))
        .map(
            sizes -> {
              AttrValue.ListValue.Builder list = AttrValue.ListValue.newBuilder();
              for (int size : sizes) {
                list.addI(size);
              }
              return AttrValue.newBuilder().setList(list).build();
            });
  }
}
