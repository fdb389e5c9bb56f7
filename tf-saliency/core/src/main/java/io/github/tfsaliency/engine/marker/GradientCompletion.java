package io.github.tfsaliency.engine.marker;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.protobuf.ByteString;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.engine.forward.ForwardCopy;
import io.github.tfsaliency.graph.FloatsAhead;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.message.NearestNames;
import io.github.tfsaliency.opgradient.GradientPath;
import io.github.tfsaliency.opgradient.MissingGradients;
import io.github.tfsaliency.opgradient.OpGradient;
import io.github.tfsaliency.opgradient.OpNode;
import io.github.tfsaliency.opgradient.TensorFlowGradients;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * Makes a marked graph differentiable: on each node of {@link MissingGradients} a marker {@code
 * IdentityN(StopGradient(y)..., x...)} over all outputs and inputs that carry a gradient, and a
 * StopGradient wherever a value reaches the path by a way that has none, such as whole numbers.
 *
 * @param nodes the graph
 * @param markers what each marker stands for, by the marker's name
 * @param redirected where the outputs of the marked nodes are read now
 */
public record GradientCompletion(
    ImmutableList<NodeDef> nodes,
    ImmutableMap<String, Marker> markers,
    ImmutableMap<TensorRef, TensorRef> redirected) {
  private static final String SCOPE = "saliency/missing-gradient/";

  /**
   * A node whose gradient the library gives.
   *
   * @param node the node
   * @param gradient its gradient
   * @param compared whether the gradient is one of differences from the reference
   * @param outputs which of its outputs the marker covers
   * @param inputs which of its inputs the marker covers
   */
  public record Marker(
      NodeDef node,
      OpGradient gradient,
      boolean compared,
      ImmutableList<Integer> outputs,
      ImmutableList<Integer> inputs) {

    /** The gradients of the marker's own inputs. */
    private List<Operand<?>> backward(
        Ops tf,
        GraphOperation identity,
        List<Output<?>> upstream,
        Optional<ForwardCopy> reference) {
      // The marker reads the node through a StopGradient.
      GraphOperation stop = (GraphOperation) identity.input(0).op();
      GraphOperation operation = (GraphOperation) stop.input(0).op();
      ImmutableMap.Builder<Integer, Output<?>> byOutput = ImmutableMap.builder();
      for (int i = 0; i < outputs.size(); i++) {
        // TensorFlow marks an output that nobody reads by the index -1.
        if (upstream.get(i).index() >= 0) {
          byOutput.put(outputs.get(i), upstream.get(i));
        }
      }
      List<@Nullable Operand<?>> given =
          gradient.backward(
              new OpNode(
                  tf,
                  node,
                  operation,
                  reference.filter(any -> compared).map(copy -> copy.operation(node.getName())),
                  byOutput.buildOrThrow()));
      List<Operand<?>> gradients = new ArrayList<>();
      for (int i = 0; i < outputs.size(); i++) {
        // The stopped branch needs some gradient; its value is never computed.
        gradients.add(tf.zerosLike(identity.input(i)));
      }
      for (int input : inputs) {
        Operand<?> ofInput = input < given.size() ? given.get(input) : null;
        gradients.add(ofInput == null ? tf.zerosLike(operation.input(input)) : ofInput);
      }
      return gradients;
    }
  }

  /**
   * A graph that nobody differentiates.
   *
   * @param graph the nodes
   */
  public static GradientCompletion none(List<NodeDef> graph) {
    return new GradientCompletion(
        ImmutableList.copyOf(graph), ImmutableMap.of(), ImmutableMap.of());
  }

  /**
   * Completes a graph.
   *
   * @param graph the nodes, marked by rules or not
   * @param inputs the tensors to differentiate with respect to
   * @param output the tensor to differentiate
   * @param comparison which nodes hand down differences
   * @param origin where a node came from, for messages
   * @throws UnsupportedModelException if a node on the way has no gradient, or there is no way
   */
  public static GradientCompletion complete(
      List<NodeDef> graph,
      ImmutableSet<TensorRef> inputs,
      TensorRef output,
      Comparison comparison,
      UnaryOperator<String> origin) {
    GradientPath path = GradientPath.between(graph, inputs, output);
    if (!path.carries(output)) {
      throw new UnsupportedModelException(
          Message.of(
              "No gradient leads from the output '%s' to %s: the output does not depend on it, or"
                  + " only by operations such as rounding or comparison.\n"
                  + "Maybe choose another output with Model.from(path).output(name).",
              output, NearestNames.all(inputs.stream().map(TensorRef::toString).toList())));
    }
    Map<String, NodeDef> nodes = new LinkedHashMap<>();
    graph.forEach(node -> nodes.put(node.getName(), node));
    Map<String, NodeDef> added = new LinkedHashMap<>();
    Map<TensorRef, TensorRef> redirected = new HashMap<>();
    ImmutableMap.Builder<String, Marker> markers = ImmutableMap.builder();
    for (NodeDef node : path.nodes()) {
      Optional<OpGradient> multipliers = comparison.multipliers(node, path, nodes);
      Optional<OpGradient> own = multipliers.or(() -> MissingGradients.of(node));
      if (own.isPresent()) {
        String name = SCOPE + node.getOp() + "/" + node.getName();
        Marker marker = marker(node, own.get(), multipliers.isPresent(), path);
        markers.put(name, marker);
        for (int i = 0; i < marker.outputs().size(); i++) {
          redirected.put(
              new TensorRef(node.getName(), marker.outputs().get(i)), new TensorRef(name, i));
        }
        addMarker(name, marker, path, added);
      } else {
        requireGradient(node, nodes, origin);
      }
    }
    for (NodeDef node : path.nodes()) {
      nodes.put(node.getName(), cut(node, path, added));
    }
    ImmutableList.Builder<NodeDef> completed = ImmutableList.builder();
    nodes.values().forEach(node -> completed.add(redirect(node, redirected)));
    for (NodeDef node : added.values()) {
      // A StopGradient reads the node itself, a marker what the node reads.
      completed.add(node.getOp().equals("StopGradient") ? node : redirect(node, redirected));
    }
    return new GradientCompletion(
        completed.build(), markers.buildOrThrow(), ImmutableMap.copyOf(redirected));
  }

  /** Where the tensor is found in the completed graph. */
  public TensorRef completed(TensorRef tensor) {
    return redirected.getOrDefault(tensor, tensor);
  }

  /** Whether some nodes hand down differences from the reference. */
  public boolean isCompared() {
    return markers.values().stream().anyMatch(Marker::compared);
  }

  /**
   * What computes the gradient of each marker.
   *
   * @param prefix ahead of the markers' names in the graph
   * @param reference the copy that is given the reference, if there is one
   * @return by the markers' names in the graph
   */
  public ImmutableMap<String, GradientRegistration.MarkerGradient> gradients(
      String prefix, Optional<ForwardCopy> reference) {
    ImmutableMap.Builder<String, GradientRegistration.MarkerGradient> gradients =
        ImmutableMap.builder();
    markers.forEach(
        (name, marker) ->
            gradients.put(
                prefix + name,
                (tf, identity, upstream) -> marker.backward(tf, identity, upstream, reference)));
    return gradients.buildOrThrow();
  }

  private static void requireGradient(
      NodeDef node, Map<String, NodeDef> nodes, UnaryOperator<String> origin) {
    boolean known =
        TensorFlowGradients.differentiable().contains(node.getOp())
            || node.getOp().equals("IdentityN");
    if (!known) {
      throw new UnsupportedModelException(
          Message.of(
              "The gradient does not pass the node '%s' (op '%s' of %s): neither TensorFlow nor"
                  + " tf-saliency has a gradient for that op.\n"
                  + "Maybe choose an input after it with Model.from(path).input(name), or an output"
                  + " before that node with Model.from(path).output(name)%s.",
              node.getName(),
              node.getOp(),
              origin.apply(node.getName()),
              FloatsAhead.listed(node, nodes)));
    }
  }

  private static Marker marker(
      NodeDef node, OpGradient gradient, boolean compared, GradientPath path) {
    ImmutableList.Builder<Integer> outputs = ImmutableList.builder();
    for (int i = 0; i < NodeOutputs.count(node); i++) {
      if (path.hasGradient(new TensorRef(node.getName(), i))) {
        outputs.add(i);
      }
    }
    ImmutableList.Builder<Integer> inputs = ImmutableList.builder();
    for (int i = 0; i < node.getInputCount(); i++) {
      if (path.carries(TensorRef.parse(node.getInput(i)))) {
        inputs.add(i);
      }
    }
    return new Marker(node, gradient, compared, outputs.build(), inputs.build());
  }

  private static void addMarker(
      String name, Marker marker, GradientPath path, Map<String, NodeDef> added) {
    NodeDef node = marker.node();
    NodeDef.Builder identity = NodeDef.newBuilder().setName(name).setOp("IdentityN");
    AttrValue.ListValue.Builder types = AttrValue.ListValue.newBuilder();
    for (int output : marker.outputs()) {
      TensorRef tensor = new TensorRef(node.getName(), output);
      DataType type = NodeOutputs.type(node, output);
      NodeDef stop = stop(name + "/stop_" + output, tensor, type);
      added.put(stop.getName(), stop);
      identity.addInput(stop.getName());
      types.addType(type);
    }
    for (int input : marker.inputs()) {
      identity.addInput(node.getInput(input));
      types.addType(path.type(TensorRef.parse(node.getInput(input))));
    }
    added.put(
        name,
        identity
            .putAttr(
                GradientRegistration.RULE_ATTRIBUTE,
                AttrValue.newBuilder()
                    .setS(ByteString.copyFromUtf8("missing-gradient/" + node.getOp()))
                    .build())
            .putAttr("T", AttrValue.newBuilder().setList(types).build())
            .build());
  }

  /** The node, reading through StopGradient what depends on the input by a way without gradient. */
  private static NodeDef cut(NodeDef node, GradientPath path, Map<String, NodeDef> added) {
    NodeDef.Builder builder = node.toBuilder().clearInput();
    for (String source : node.getInputList()) {
      TensorRef tensor = TensorRef.parse(source);
      // TensorFlow asks for no gradient of whole numbers, but IdentityN has one for everything.
      boolean asked = path.hasGradient(tensor) || node.getOp().equals("IdentityN");
      if (asked && path.dependsOtherwise(tensor)) {
        NodeDef stop =
            stop(
                "saliency/no-gradient/" + tensor.node() + "/output_" + tensor.index(),
                tensor,
                path.type(tensor));
        added.put(stop.getName(), stop);
        builder.addInput(stop.getName());
      } else {
        builder.addInput(source);
      }
    }
    return builder.build();
  }

  /** A node that passes a value and no gradient. */
  static NodeDef stop(String name, TensorRef tensor, DataType type) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("StopGradient")
        .addInput(tensor.toString())
        .putAttr("T", AttrValue.newBuilder().setType(type).build())
        .build();
  }

  private static NodeDef redirect(NodeDef node, Map<TensorRef, TensorRef> redirected) {
    NodeDef.Builder builder = node.toBuilder().clearInput();
    for (String source : node.getInputList()) {
      TensorRef marker = redirected.get(TensorRef.parse(source));
      builder.addInput(marker == null ? source : marker.toString());
    }
    return builder.build();
  }
}
