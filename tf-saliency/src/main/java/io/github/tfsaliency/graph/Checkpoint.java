package io.github.tfsaliency.graph;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Where each variable's value lies in the checkpoint, read off the graph that TensorFlow wrote to
 * restore it. Keras keeps a weight two or three times; with this only the copy that is used is
 * read.
 */
final class Checkpoint {
  private static final ImmutableSet<String> ASSIGNMENTS =
      ImmutableSet.of("AssignVariableOp", "Assign");

  private Checkpoint() {}

  /** From the node that makes a variable to its key and slice. */
  static ImmutableMap<String, CheckpointKey> keys(MetaGraphDef metaGraph) {
    GraphDef graph = metaGraph.getGraphDef();
    String restoreOp = TensorRef.parse(metaGraph.getSaverDef().getRestoreOpName()).node();
    ImmutableList.Builder<String> roots = ImmutableList.builder();
    for (NodeDef node : graph.getNodeList()) {
      boolean restoreFunction = node.getName().equals(restoreOp) && !node.getOp().equals("NoOp");
      if (restoreFunction || ASSIGNMENTS.contains(node.getOp())) {
        roots.add(node.getName());
      }
    }
    FlatGraph flat = FunctionInliner.inline(graph, roots.build());
    Map<String, CheckpointKey> keys = new LinkedHashMap<>();
    for (NodeDef node : flat.nodes().values()) {
      if (ASSIGNMENTS.contains(node.getOp()) && node.getInputCount() >= 2) {
        TensorRef value = TensorRef.parse(node.getInput(1));
        NodeDef source = flat.nodes().get(value.node());
        if (source != null && source.getOp().equals("RestoreV2")) {
          keys.put(variable(node, flat), key(source, value.index(), flat));
        }
      }
    }
    return ImmutableMap.copyOf(keys);
  }

  private static String variable(NodeDef assignment, FlatGraph flat) {
    TensorRef handle = TensorRef.parse(assignment.getInput(0));
    NodeDef node = flat.nodes().get(handle.node());
    return node != null && node.getOp().equals("ReadVariableOp")
        ? TensorRef.parse(node.getInput(0)).node()
        : handle.node();
  }

  private static CheckpointKey key(NodeDef restore, int index, FlatGraph flat) {
    return new CheckpointKey(
        constantString(restore, 1, index, flat), constantString(restore, 2, index, flat));
  }

  private static String constantString(NodeDef restore, int input, int index, FlatGraph flat) {
    NodeDef constant = flat.nodes().get(TensorRef.parse(restore.getInput(input)).node());
    List<com.google.protobuf.ByteString> strings =
        constant == null
            ? List.of()
            : constant.getAttrOrThrow("value").getTensor().getStringValList();
    if (strings.isEmpty()) {
      throw new UnsupportedModelException(
          String.format(
              "Node '%s' restores tensors whose names are not constants.", restore.getName()));
    }
    return strings.get(Math.min(index, strings.size() - 1)).toStringUtf8();
  }
}
