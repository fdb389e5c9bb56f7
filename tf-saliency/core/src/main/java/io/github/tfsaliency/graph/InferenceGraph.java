package io.github.tfsaliency.graph;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import io.github.tfsaliency.graph.files.ModelFolder;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.NodeDef;

/**
 * The nodes that compute a model's output from its inputs, without functions, identities and
 * control edges. A value; it holds no objects of TensorFlow's runtime.
 *
 * @param folder the SavedModel's
 * @param signature the signature that was chosen
 * @param inputs the placeholders to feed, those that the output depends on
 * @param attributed the floating-point tensors that maps are made of, by the name of the input that
 *     they come from; an input of floats itself, the first floats behind an input of integers
 * @param output the tensor to explain
 * @param outputName what the signature, or the user, calls the output
 * @param nodes by name, each after the nodes that it reads
 * @param variables where the value of each VarHandleOp node lies in the checkpoint
 * @param origins the function of the SavedModel that a node came from; absent for the main graph
 * @param channelsMoved the tensors that the file has with channels first, {@code [N, C, ...]}, and
 *     this graph with channels last, {@code [N, ..., C]}; inputs among them are fed so
 * @param tables the steps that fill the tables in which the model looks things up, in their order
 * @param unused what the file has besides
 */
public record InferenceGraph(
    ModelFolder folder,
    String signature,
    ImmutableList<ModelInput> inputs,
    ImmutableMap<String, TensorRef> attributed,
    TensorRef output,
    String outputName,
    ImmutableMap<String, NodeDef> nodes,
    ImmutableMap<String, CheckpointKey> variables,
    ImmutableMap<String, String> origins,
    ImmutableSet<TensorRef> channelsMoved,
    ImmutableList<TableFill> tables,
    Unused unused) {
  /** What the name of a tensor is followed by where it stands in the order of the file. */
  public static final String CHANNELS_FIRST = "channels_first";

  /** What the name of a tensor is followed by where it stands with channels last. */
  public static final String CHANNELS_LAST = "channels_last";

  /**
   * What the file has and the graph does not need.
   *
   * @param operations where operations lie that must not run, by their op: nothing that is loaded
   *     leads to them
   * @param inputs of the signature that the output does not depend on
   * @param activation what makes probabilities of the output
   */
  public record Unused(
      ImmutableSortedMap<String, ImmutableList<String>> operations,
      ImmutableSet<String> inputs,
      FinalActivation activation) {}

  /**
   * A graph without tables, of a file that has nothing else.
   *
   * @param folder the SavedModel's
   * @param signature the signature that was chosen
   * @param inputs the placeholders to feed, those that the output depends on
   * @param attributed the floating-point tensors that maps are made of
   * @param output the tensor to explain
   * @param outputName what the signature, or the user, calls the output
   * @param nodes by name, each after the nodes that it reads
   * @param variables where the value of each VarHandleOp node lies in the checkpoint
   * @param origins the function of the SavedModel that a node came from
   */
  public InferenceGraph(
      ModelFolder folder,
      String signature,
      ImmutableList<ModelInput> inputs,
      ImmutableMap<String, TensorRef> attributed,
      TensorRef output,
      String outputName,
      ImmutableMap<String, NodeDef> nodes,
      ImmutableMap<String, CheckpointKey> variables,
      ImmutableMap<String, String> origins) {
    this(
        folder,
        signature,
        inputs,
        attributed,
        output,
        outputName,
        nodes,
        variables,
        origins,
        ImmutableSet.of(),
        ImmutableList.of(),
        new Unused(ImmutableSortedMap.of(), ImmutableSet.of(), FinalActivation.NONE));
  }

  /**
   * The SavedModel's folder.
   *
   * @return as the user gave it
   */
  public Path directory() {
    return folder.directory();
  }

  /**
   * The nodes whose values do not depend on the input: weights, and whatever is computed from them.
   *
   * @return their names
   */
  public ImmutableSet<String> weightNodes() {
    Set<String> dependent = new HashSet<>();
    inputs.forEach(input -> dependent.add(input.tensor().node()));
    ImmutableSet.Builder<String> weights = ImmutableSet.builder();
    for (NodeDef node : nodes.values()) {
      boolean reached =
          dependent.contains(node.getName())
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
   * Where a node came from, for messages.
   *
   * @param node its name
   * @return {@code "the main graph"} or {@code "function 'name'"}
   */
  public String origin(String node) {
    String function = origins.get(node);
    return function == null ? "the main graph" : "function '" + function + "'";
  }

  /**
   * The same model with other nodes between the same inputs and output.
   *
   * @param replacement every node that the output may depend on, in any order
   * @return a graph pruned to what the output depends on
   */
  public InferenceGraph withNodes(Map<String, NodeDef> replacement) {
    return new InferenceGraph(
        folder,
        signature,
        inputs,
        attributed,
        output,
        outputName,
        Pruner.ancestors(output, replacement),
        variables,
        origins,
        channelsMoved,
        tables,
        unused);
  }

  /**
   * The same model with other nodes, some of whose tensors have channels last.
   *
   * @param replacement every node that the output may depend on, in any order
   * @param newOutput the tensor to explain, in the order of the file
   * @param moved which tensors have channels last
   * @return a graph pruned to what the output depends on
   */
  public InferenceGraph withChannelsMoved(
      Map<String, NodeDef> replacement, TensorRef newOutput, ImmutableSet<TensorRef> moved) {
    ImmutableMap<String, NodeDef> pruned = Pruner.ancestors(newOutput, replacement);
    return new InferenceGraph(
        folder,
        signature,
        inputs,
        attributed,
        newOutput,
        outputName,
        pruned,
        variables,
        origins,
        moved.stream()
            .filter(tensor -> pruned.containsKey(tensor.node()))
            .collect(ImmutableSet.toImmutableSet()),
        tables,
        unused);
  }

  /**
   * The tensor that is explained, by the name that the file has for it.
   *
   * @return the output, or what it is read from in the other order
   */
  public TensorRef explained() {
    NodeDef node = nodes.get(output.node());
    TensorRef source =
        node != null && output.node().endsWith("/" + CHANNELS_FIRST)
            ? TensorRef.parse(node.getInput(0))
            : output;
    return channelsMoved.contains(source) ? source : output;
  }

  /**
   * The same model with other ends.
   *
   * @param newInputs the placeholders to feed
   * @param newAttributed the tensors that maps are made of
   * @param newOutput the tensor to explain
   * @param newNodes every node that the output may depend on, in any order
   * @return a graph pruned to what the output depends on
   */
  public InferenceGraph withBatchAxis(
      ImmutableList<ModelInput> newInputs,
      ImmutableMap<String, TensorRef> newAttributed,
      TensorRef newOutput,
      ImmutableMap<String, NodeDef> newNodes) {
    return new InferenceGraph(
        folder,
        signature,
        newInputs,
        newAttributed,
        newOutput,
        outputName,
        Pruner.ancestors(newOutput, newNodes),
        variables,
        origins,
        channelsMoved,
        tables,
        unused);
  }

  /**
   * What computes other tensors of the same model.
   *
   * @param newOutput the tensor to explain
   * @param newOutputName what it is called
   * @param newNodes every node that it may depend on, in any order
   * @return a graph pruned to what the output depends on, of the inputs that it depends on
   */
  public InferenceGraph withEnd(
      TensorRef newOutput, String newOutputName, Map<String, NodeDef> newNodes) {
    ImmutableMap<String, NodeDef> pruned = Pruner.ancestors(newOutput, newNodes);
    ImmutableList<ModelInput> read =
        inputs.stream()
            .filter(input -> pruned.containsKey(input.tensor().node()))
            .collect(ImmutableList.toImmutableList());
    ImmutableSet<String> others =
        inputs.stream()
            .filter(input -> !read.contains(input))
            .map(ModelInput::name)
            .collect(ImmutableSet.toImmutableSet());
    return new InferenceGraph(
        folder,
        signature,
        read,
        ImmutableMap.copyOf(
            Maps.filterValues(attributed, tensor -> pruned.containsKey(tensor.node()))),
        newOutput,
        newOutputName,
        pruned,
        variables,
        origins,
        channelsMoved,
        tables,
        new Unused(
            unused.operations(),
            ImmutableSet.<String>builder().addAll(unused.inputs()).addAll(others).build(),
            FinalActivation.NONE));
  }
}
