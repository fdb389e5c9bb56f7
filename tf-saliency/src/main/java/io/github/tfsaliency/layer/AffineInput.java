package io.github.tfsaliency.layer;

import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.TensorRef;
import java.util.HashMap;
import java.util.Map;
import org.tensorflow.proto.NodeDef;

/** Puts {@code x * scale + offset} between the fed input and the model. */
public final class AffineInput {
  private AffineInput() {}

  /**
   * Wraps a model.
   *
   * @param graph the model
   * @param scale a factor for each channel, the last dimension of the input
   * @param offset a summand for each channel
   * @return a model whose output for x is the original's for {@code x * scale + offset}
   */
  public static InferenceGraph wrap(InferenceGraph graph, float[] scale, float[] offset) {
    Expressions expressions =
        new Expressions(graph.input().node() + "/encoding", graph.inputType());
    String scaled = expressions.multiply(graph.input().toString(), expressions.constant(scale));
    String wrapped = expressions.add(scaled, expressions.constant(offset));
    Map<String, NodeDef> nodes = new HashMap<>(expressions.nodes());
    for (NodeDef node : graph.nodes().values()) {
      NodeDef.Builder builder = node.toBuilder().clearInput();
      for (String source : node.getInputList()) {
        boolean readsInput = TensorRef.parse(source).equals(graph.input());
        builder.addInput(readsInput ? wrapped : source);
      }
      nodes.put(node.getName(), builder.build());
    }
    return graph.withNodes(nodes);
  }
}
