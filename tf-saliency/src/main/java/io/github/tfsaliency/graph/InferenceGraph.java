package io.github.tfsaliency.graph;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * What computes a model's output from its input and nothing more: no functions, no identities, no
 * control edges. A value; nothing of TensorFlow's runtime is held.
 *
 * @param directory the SavedModel's folder
 * @param signature the signature that was chosen
 * @param input the placeholder to feed
 * @param output the tensor to explain
 * @param inputName what the signature calls the input
 * @param outputName what the signature, or the user, calls the output
 * @param inputType a floating-point type
 * @param inputShape {@code [N, ...]} with -1 for free dimensions, or of unknown rank
 * @param nodes by name, each after the nodes that it reads
 * @param variables where the value of each VarHandleOp node lies in the checkpoint
 */
public record InferenceGraph(
    Path directory,
    String signature,
    TensorRef input,
    TensorRef output,
    String inputName,
    String outputName,
    DataType inputType,
    Shape inputShape,
    ImmutableMap<String, NodeDef> nodes,
    ImmutableMap<String, CheckpointKey> variables) {

  /**
   * The nodes whose values do not depend on the input: weights, and whatever is computed from them.
   *
   * @return their names
   */
  public ImmutableSet<String> weightNodes() {
    Set<String> dependent = new HashSet<>();
    ImmutableSet.Builder<String> weights = ImmutableSet.builder();
    for (NodeDef node : nodes.values()) {
      boolean reached =
          node.getName().equals(input.node())
              || node.getInputList().stream()
                  .anyMatch(source -> dependent.contains(TensorRef.parse(source).node()));
      if (reached) {
        dependent.add(node.getName());
      } else {
        weights.add(node.getName());
      }
    }
    return weights.build();
  }

  /**
   * The same model with other nodes between the same input and output.
   *
   * @param replacement every node that the output may depend on, in any order
   * @return a graph pruned to what the output depends on
   */
  public InferenceGraph withNodes(Map<String, NodeDef> replacement) {
    return new InferenceGraph(
        directory,
        signature,
        input,
        output,
        inputName,
        outputName,
        inputType,
        inputShape,
        Pruner.ancestors(output, replacement),
        variables);
  }
}
