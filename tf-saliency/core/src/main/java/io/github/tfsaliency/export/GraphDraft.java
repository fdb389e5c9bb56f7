package io.github.tfsaliency.export;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.opgradient.GraphOps;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.family.TType;

/**
 * A graph under construction, of nodes that TensorFlow Java builds, nodes that are taken in, and
 * nodes that it cannot build, such as loops. What reads one tensor can be made to read another.
 */
final class GraphDraft implements AutoCloseable {
  private final Graph graph = new Graph();
  private final String scope;
  private final Ops tf;
  private final Map<String, NodeDef> added = new LinkedHashMap<>();
  private final Map<TensorRef, TensorRef> replaced = new HashMap<>();
  private final Map<VariableKey, String> variables = new HashMap<>();
  private int imports;

  /**
   * Begins an empty graph.
   *
   * @param scope ahead of the names of all nodes
   */
  GraphDraft(String scope) {
    this.scope = scope;
    tf = GraphOps.of(graph).withSubScope(scope);
  }

  Ops tf() {
    return tf;
  }

  /** Takes nodes in and says what their names begin with. */
  String take(List<NodeDef> nodes) {
    String prefix = scope + "/pass" + (imports == 0 ? "" : "_" + imports);
    imports++;
    graph.importGraphDef(GraphDef.newBuilder().addAllNode(nodes).build(), prefix);
    return prefix + "/";
  }

  /** Adds a node that TensorFlow Java does not see; its outputs need stand-ins. */
  void add(NodeDef node) {
    added.put(node.getName(), node);
  }

  /** A copy of a variable's handle; the same one for every copy asked for. */
  String variable(NodeDef handle) {
    VariableKey key = VariableKey.of(handle);
    String known = variables.get(key);
    if (known != null) {
      return known;
    }
    String copy = name("variable_" + variables.size());
    variables.put(key, copy);
    add(handle.toBuilder().setName(copy).build());
    return copy;
  }

  /** A name for such a node. */
  String name(String wanted) {
    String name = scope + "/" + wanted;
    while (added.containsKey(name)) {
      name += "_";
    }
    return name;
  }

  /** Every reader of the first tensor will read the second. */
  void replace(TensorRef tensor, TensorRef by) {
    replaced.put(tensor, by);
  }

  /** A tensor that stands for one of an added node's, or for an argument. */
  Output<?> standIn(DataType type, Shape shape) {
    return tf.scope()
        .opBuilder("Placeholder", "stand_in")
        .setAttr("dtype", type)
        .setAttr("shape", shape)
        .build()
        .output(0);
  }

  @SuppressWarnings(
      "TypeParameterUnusedInFormals") // a graph knows its tensors' types, Java does not
  <T extends TType> Output<T> tensor(TensorRef tensor) {
    return graph.operationOrThrow(tensor.node()).output(tensor.index());
  }

  static TensorRef ref(Operand<?> operand) {
    return new TensorRef(operand.asOutput().op().name(), operand.asOutput().index());
  }

  /** The tensor that is read instead of another. */
  TensorRef resolve(TensorRef tensor) {
    TensorRef at = tensor;
    for (TensorRef next = replaced.get(at); next != null; next = replaced.get(at)) {
      at = next;
    }
    return at;
  }

  /**
   * The nodes that some tensors depend on, in the order in which they were built.
   *
   * @param outputs resolved ones
   */
  ImmutableMap<String, NodeDef> nodes(Collection<TensorRef> outputs) {
    Map<String, NodeDef> all = new LinkedHashMap<>();
    graph.toGraphDef().getNodeList().forEach(node -> all.put(node.getName(), node));
    all.putAll(added);
    all.replaceAll((name, node) -> redirected(node));
    Set<String> needed = new HashSet<>();
    Deque<String> todo = new ArrayDeque<>();
    outputs.forEach(output -> todo.add(output.node()));
    while (!todo.isEmpty()) {
      String name = todo.remove();
      if (needed.add(name)) {
        for (String input : requireNonNull(all.get(name), name).getInputList()) {
          todo.add(input.startsWith("^") ? input.substring(1) : TensorRef.parse(input).node());
        }
      }
    }
    all.keySet().retainAll(needed);
    return ImmutableMap.copyOf(all);
  }

  private NodeDef redirected(NodeDef node) {
    ImmutableList.Builder<String> inputs = ImmutableList.builder();
    for (String input : node.getInputList()) {
      inputs.add(
          input.startsWith("^")
              ? "^" + resolve(new TensorRef(input.substring(1), 0)).node()
              : resolve(TensorRef.parse(input)).toString());
    }
    return node.toBuilder()
        .clearInput()
        .addAllInput(inputs.build())
        .clearExperimentalDebugInfo()
        .build();
  }

  @Override
  public void close() {
    graph.close();
  }
}
