package io.github.tfsaliency.graph.inline;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.Placeholders;
import io.github.tfsaliency.graph.Pruner;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.check.NodeValidator;
import io.github.tfsaliency.graph.check.StaticShapes;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * A graph without functions, identities and control edges. What was removed can still be named: an
 * alias leads from a removed node's output to the tensor that carries its value.
 *
 * @param nodes by name; their inputs are resolved
 * @param aliases from the outputs of removed nodes to the next tensor on the way to a real one
 * @param origins the function that a node came from; absent for nodes of the main graph
 */
public record FlatGraph(
    ImmutableMap<String, NodeDef> nodes,
    ImmutableMap<TensorRef, TensorRef> aliases,
    ImmutableMap<String, String> origins) {

  /** The real tensor behind a reference, which may name a removed node. */
  public TensorRef resolve(TensorRef tensor) {
    return end(tensor, aliases);
  }

  /** Shortens the chain that it follows, so that a long one is not followed again and again. */
  public static TensorRef resolve(TensorRef tensor, Map<TensorRef, TensorRef> aliases) {
    TensorRef end = end(tensor, aliases);
    TensorRef current = tensor;
    while (!current.equals(end)) {
      TensorRef next = requireNonNull(aliases.put(current, end));
      current = next;
    }
    return end;
  }

  private static TensorRef end(TensorRef tensor, Map<TensorRef, TensorRef> aliases) {
    TensorRef current = tensor;
    for (int steps = 0; steps <= aliases.size(); steps++) {
      TensorRef next = aliases.get(current);
      if (next == null) {
        return current;
      }
      current = next;
    }
    throw new UnsupportedModelException(
        Message.of(
            "The tensor '%s' is defined by itself: the graph has a cycle.", tensor.toString()));
  }

  /** Whether a node of that name exists, real or removed. */
  public boolean contains(TensorRef tensor) {
    return nodes.containsKey(tensor.node()) || aliases.containsKey(tensor);
  }

  /** The node that computes a resolved tensor. */
  public NodeDef nodeOrThrow(TensorRef tensor) {
    NodeDef node = nodes.get(tensor.node());
    if (node == null) {
      throw new UnsupportedModelException(
          Message.of("The graph refers to a missing node '%s'.", tensor.node()));
    }
    return node;
  }

  /** The type of a resolved tensor. */
  public DataType type(TensorRef tensor) {
    return NodeOutputs.type(nodeOrThrow(tensor), tensor.index());
  }

  /**
   * The nodes that a tensor depends on, its own included.
   *
   * @param without a tensor that is not followed
   */
  public ImmutableSet<String> ancestors(TensorRef tensor, Optional<TensorRef> without) {
    Set<String> seen = new LinkedHashSet<>();
    Deque<TensorRef> todo = new ArrayDeque<>();
    todo.add(resolve(tensor));
    while (!todo.isEmpty()) {
      TensorRef next = todo.remove();
      boolean followed = without.isEmpty() || !without.get().equals(next);
      if (followed && seen.add(next.node())) {
        nodeOrThrow(next).getInputList().forEach(input -> todo.add(TensorRef.parse(input)));
      }
    }
    return ImmutableSet.copyOf(seen);
  }

  /** The inferred shape of a tensor; what branches and loops give may have any shape. */
  public Shape shape(TensorRef tensor) {
    try {
      ImmutableMap<String, NodeDef> path = Pruner.ancestors(tensor, withoutControlFlow());
      try (StaticShapes shapes =
          StaticShapes.of(NodeValidator.validate(path).values(), Path.of(""))) {
        return shapes.of(tensor);
      }
    } catch (UnsupportedModelException e) {
      return Shape.unknown();
    }
  }

  /** The nodes, reading placeholders in place of what needs functions. */
  private Map<String, NodeDef> withoutControlFlow() {
    Map<String, NodeDef> replaced = new HashMap<>();
    for (NodeDef node : nodes.values()) {
      NodeDef.Builder builder = node.toBuilder().clearInput();
      for (String input : node.getInputList()) {
        TensorRef source = TensorRef.parse(input);
        NodeDef producer = nodeOrThrow(source);
        if (OpTable.is(producer.getOp(), OpTrait.CONTROL_FLOW)) {
          String name = source.node() + "/any_" + source.index();
          replaced.put(
              name,
              Placeholders.of(name, NodeOutputs.type(producer, source.index()), Shape.unknown()));
          builder.addInput(name);
        } else {
          builder.addInput(input);
        }
      }
      replaced.put(node.getName(), builder.build());
    }
    return replaced;
  }
}
