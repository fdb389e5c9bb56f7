package io.github.tfsaliency.gradient;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.protobuf.ByteString;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * Puts a marker on every node that a rule overrides.
 *
 * <p>A marker is {@code IdentityN(StopGradient(y), x)} with the rule's id as its attribute {@code
 * _gradient_op_type}; whoever read the node's output y now reads the marker's. Forward nothing
 * changes; backward the marker stands where the node stood, and the stopped branch costs nothing.
 * Ahead of a derivative it is {@code IdentityN(y)}.
 *
 * @param nodes the marked graph
 * @param markers what each marker stands for, by the marker's name
 */
record MarkerInsertion(ImmutableList<NodeDef> nodes, ImmutableMap<String, Marker> markers) {
  /** A rule at a node. */
  record Marker(GradientRule rule, NodeDef node) {}

  private static final String SCOPE = "saliency/";

  static MarkerInsertion insert(List<NodeDef> forward, List<GradientOverride> overrides) {
    ImmutableMap<String, GradientOverride> chosen = OverrideChoice.of(forward, overrides);
    Map<TensorRef, String> redirected = new HashMap<>();
    ImmutableList.Builder<NodeDef> added = ImmutableList.builder();
    ImmutableMap.Builder<String, Marker> markers = ImmutableMap.builder();
    for (NodeDef node : forward) {
      GradientOverride override = chosen.get(node.getName());
      if (override != null) {
        GradientRule rule = override.rule();
        String name = SCOPE + rule.id() + "/" + node.getName();
        redirected.put(new TensorRef(node.getName(), 0), name);
        markers.put(name, new Marker(rule, node));
        added.addAll(marker(name, rule, node));
      }
    }
    ImmutableList.Builder<NodeDef> marked = ImmutableList.builder();
    forward.forEach(node -> marked.add(redirectInputs(node, redirected)));
    // A marker reads what its node reads, so it must see the redirection of the nodes before it.
    // The output of its own node it reads unredirected.
    for (NodeDef marker : added.build()) {
      boolean readsOwnNode = marker.getOp().equals("StopGradient") || marker.getInputCount() == 1;
      marked.add(readsOwnNode ? marker : redirectInputs(marker, redirected));
    }
    return new MarkerInsertion(marked.build(), markers.buildOrThrow());
  }

  /** Where the tensor is found in the marked graph. */
  TensorRef marked(TensorRef tensor) {
    if (tensor.index() == 0) {
      for (Map.Entry<String, Marker> marker : markers.entrySet()) {
        if (marker.getValue().node().getName().equals(tensor.node())) {
          return new TensorRef(marker.getKey(), 0);
        }
      }
    }
    return tensor;
  }

  private static ImmutableList<NodeDef> marker(String name, GradientRule rule, NodeDef node) {
    DataType type = NodeOutputs.type(node, 0);
    NodeDef.Builder identity =
        NodeDef.newBuilder()
            .setName(name)
            .setOp("IdentityN")
            .putAttr(
                GradientRegistration.RULE_ATTRIBUTE,
                AttrValue.newBuilder().setS(ByteString.copyFromUtf8(rule.id())).build());
    if (rule.placement() == GradientRule.Placement.AHEAD_OF_DERIVATIVE) {
      return ImmutableList.of(
          identity.addInput(node.getName()).putAttr("T", types(type, 1)).build());
    }
    NodeDef stop =
        NodeDef.newBuilder()
            .setName(name + "/stop")
            .setOp("StopGradient")
            .addInput(node.getName())
            .putAttr("T", AttrValue.newBuilder().setType(type).build())
            .build();
    return ImmutableList.of(
        stop,
        identity
            .addInput(stop.getName())
            .addInput(node.getInput(0))
            .putAttr("T", types(type, 2))
            .build());
  }

  private static AttrValue types(DataType type, int count) {
    AttrValue.ListValue.Builder list = AttrValue.ListValue.newBuilder();
    for (int i = 0; i < count; i++) {
      list.addType(type);
    }
    return AttrValue.newBuilder().setList(list).build();
  }

  private static NodeDef redirectInputs(NodeDef node, Map<TensorRef, String> redirected) {
    NodeDef.Builder builder = node.toBuilder().clearInput();
    for (String input : node.getInputList()) {
      String marker = redirected.get(TensorRef.parse(input));
      builder.addInput(marker == null ? input : marker);
    }
    return builder.build();
  }
}
