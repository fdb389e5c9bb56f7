package io.github.tfsaliency.graph.inline;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.ShapeArithmetic;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.message.Message;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.NodeDef;

/**
 * The nodes that a tensor depends on, in an order in which they can be executed. Branches, loops
 * and lists among them are replaced by plain nodes as soon as all their inputs are known.
 */
public final class GraphPath {
  private final GraphDraft graph;
  private final ExecutableNodes executable = new ExecutableNodes();
  private final Set<String> replaced = new HashSet<>();
  private final Set<String> open = new HashSet<>();
  private final ControlFlow controlFlow;
  private final TensorLists lists;

  public GraphPath(FunctionInliner functions, Path directory) {
    graph = functions.draft();
    ShapeArithmetic constants =
        new ShapeArithmetic(executable::get, new PathShapes(executable, directory)::of);
    controlFlow = new ControlFlow(functions, executable, this::visit, constants);
    lists = new TensorLists(graph, constants);
  }

  /**
   * Makes a tensor and all that it depends on executable.
   *
   * @return the tensor that carries its value
   * @throws UnsupportedModelException if a node is missing, depends on itself, or is a branch or a
   *     loop that cannot be replaced
   */
  public TensorRef visit(TensorRef tensor) {
    TensorRef current = graph.resolve(tensor);
    while (!executable.contains(current.node())) {
      visit(current.node());
      TensorRef next = graph.resolve(current);
      if (next.equals(current) && !executable.contains(current.node())) {
        throw new UnsupportedModelException(
            Message.of("The tensor '%s' is on a branch that is never taken.", tensor));
      }
      current = next;
    }
    return current;
  }

  /** The executable nodes that a visited tensor depends on. */
  public ImmutableMap<String, NodeDef> to(TensorRef visited) {
    return executable.to(visited);
  }

  /** The node if it has been made executable. */
  public @Nullable NodeDef executable(String name) {
    return executable.get(name);
  }

  // Not recursive: a graph may be deeper than the thread's stack.
  private void visit(String root) {
    Deque<String> stack = new ArrayDeque<>();
    stack.push(root);
    while (!stack.isEmpty()) {
      String name = stack.peek();
      if (isDone(name)) {
        stack.pop();
        continue;
      }
      NodeDef node = resolved(name);
      open.add(name);
      boolean ready = true;
      for (String input : node.getInputList()) {
        String source = TensorRef.parse(input).node();
        if (!isDone(source)) {
          if (open.contains(source)) {
            throw new UnsupportedModelException(
                Message.of("The node '%s' depends on itself: the graph has a cycle.", source));
          }
          stack.push(source);
          ready = false;
        }
      }
      if (ready) {
        stack.pop();
        close(node);
      }
    }
  }

  private boolean isDone(String name) {
    return executable.contains(name) || replaced.contains(name);
  }

  private NodeDef resolved(String name) {
    NodeDef node = graph.node(name);
    if (node == null) {
      throw new UnsupportedModelException(
          Message.of("The graph refers to a missing node '%s'.", name));
    }
    NodeDef.Builder builder = node.toBuilder().clearInput();
    for (String input : node.getInputList()) {
      builder.addInput(graph.resolve(TensorRef.parse(input)).toString());
    }
    return builder.build();
  }

  private void close(NodeDef node) {
    List<TensorRef> inputs = node.getInputList().stream().map(TensorRef::parse).toList();
    if (lists.replace(node, inputs) || controlFlow.replace(node, inputs)) {
      replaced.add(node.getName());
    } else {
      executable.add(node);
    }
  }
}
