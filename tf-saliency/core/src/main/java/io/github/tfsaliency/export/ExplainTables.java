package io.github.tfsaliency.export;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.graph.TableNodes;
import io.github.tfsaliency.message.Message;
import java.util.HashMap;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** Which tables of the model an explanation looks things up in: the model's own, once filled. */
final class ExplainTables {
  private ExplainTables() {}

  /**
   * Finds the model's nodes.
   *
   * @return by the nodes of the explanation that are to be replaced by them
   * @throws SaliencyException if TensorFlow would not find a table again
   */
  static ImmutableMap<String, String> of(GraphDef model, ExplainGraph explain) {
    Map<String, NodeDef> own = new HashMap<>();
    for (NodeDef node : model.getNodeList()) {
      if (TableNodes.isTable(node)) {
        String shared = TableNodes.sharedName(node);
        own.put(shared.isEmpty() ? node.getName() : shared, node);
      }
    }
    ImmutableMap.Builder<String, String> replaced = ImmutableMap.builder();
    for (NodeDef node : explain.nodes()) {
      NodeDef table = TableNodes.isTable(node) ? own.get(name(node)) : null;
      if (table != null && table.getOp().equals(node.getOp())) {
        replaced.put(node.getName(), table.getName());
      } else if (TableNodes.isTable(node)) {
        requireFound(node, table == null ? node : table);
      }
    }
    for (FunctionDef function : explain.functions()) {
      for (NodeDef node : function.getNodeDefList()) {
        if (TableNodes.isTable(node)) {
          requireFound(node, own.getOrDefault(name(node), node));
        }
      }
    }
    return replaced.buildOrThrow();
  }

  private static String name(NodeDef node) {
    return node.getAttrOrDefault("shared_name", AttrValue.getDefaultInstance())
        .getS()
        .toStringUtf8();
  }

  /** The explanation has a node of its own, which leads to the same table only by its name. */
  private static void requireFound(NodeDef node, NodeDef table) {
    if (TableNodes.sharedName(table).isEmpty()) {
      throw new SaliencyException(
          Message.of(
              "The table '%s' has no name by which an exported explanation could find it.\n"
                  + "Maybe save the model anew with tf.saved_model.save, which names its tables, or"
                  + " export a method of a single pass.",
              name(node)));
    }
  }
}
