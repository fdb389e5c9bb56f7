package io.github.tfsaliency.canonical;

import static io.github.tfsaliency.message.Checks.checkArgument;

import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.ModelInput;
import io.github.tfsaliency.graph.NodeOutputs;
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
   * @throws IllegalArgumentException if the model does not have exactly one input of floats
   */
  public static InferenceGraph wrap(InferenceGraph graph, float[] scale, float[] offset) {
    checkArgument(
        graph.inputs().size() == 1 && NodeOutputs.isFloating(graph.inputs().get(0).type()),
        "Only a model with one input of floats can be reencoded, not one with %s.",
        graph.inputs());
    ModelInput fed = graph.inputs().get(0);
    Expressions expressions = new Expressions(scope(fed), fed.type());
    String scaled = expressions.multiply(fed.tensor().toString(), expressions.constant(scale));
    String wrapped = expressions.add(scaled, expressions.constant(offset));
    Map<String, NodeDef> nodes = new HashMap<>(expressions.nodes());
    for (NodeDef node : graph.nodes().values()) {
      NodeDef.Builder builder = node.toBuilder().clearInput();
      for (String source : node.getInputList()) {
        boolean readsInput = TensorRef.parse(source).equals(fed.tensor());
        builder.addInput(readsInput ? wrapped : source);
      }
      nodes.put(node.getName(), builder.build());
    }
    return graph.withNodes(nodes);
  }

  /** Whether a node computes what a model takes from what it is fed. */
  static boolean isPartOf(NodeDef node, ModelInput fed) {
    return node.getName().startsWith(scope(fed) + "/");
  }

  private static String scope(ModelInput fed) {
    return fed.tensor().node() + "/saliency-encoding";
  }
}
