package io.github.tfsaliency.graph;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.message.Message;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.NodeDef;

/** Keeps what a tensor depends on, in an order in which it can be executed. */
public final class Pruner {
  private Pruner() {}

  /**
   * The nodes that a tensor depends on, each after the nodes that it reads.
   *
   * @throws UnsupportedModelException if a node is missing or depends on itself
   */
  public static ImmutableMap<String, NodeDef> ancestors(
      TensorRef output, Map<String, NodeDef> nodes) {
    return ancestors(ImmutableList.of(output.node()), nodes);
  }

  /**
   * The nodes that some nodes depend on, these included, each after the nodes that it reads or
   * waits for.
   *
   * @throws UnsupportedModelException if a node is missing or depends on itself
   */
  public static ImmutableMap<String, NodeDef> ancestors(
      Iterable<String> roots, Map<String, NodeDef> nodes) {
    ImmutableMap.Builder<String, NodeDef> ordered = ImmutableMap.builder();
    Set<String> done = new HashSet<>();
    Set<String> open = new HashSet<>();
    Deque<String> stack = new ArrayDeque<>();
    roots.forEach(stack::push);
    // Not recursive: a graph may be deeper than the thread's stack.
    while (!stack.isEmpty()) {
      String name = stack.peek();
      NodeDef node = nodes.get(name);
      if (node == null) {
        throw new UnsupportedModelException(
            Message.of("The graph refers to a missing node '%s'.", name));
      }
      if (done.contains(name)) {
        stack.pop();
      } else if (open.add(name)) {
        for (String input : node.getInputList()) {
          String source = ReachableNodes.source(input);
          if (open.contains(source) && !done.contains(source)) {
            throw new UnsupportedModelException(
                Message.of("The node '%s' depends on itself: the graph has a cycle.", source));
          }
          if (!done.contains(source)) {
            stack.push(source);
          }
        }
      } else {
        stack.pop();
        done.add(name);
        ordered.put(name, node);
      }
    }
    return ordered.buildOrThrow();
  }
}
